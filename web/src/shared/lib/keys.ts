const TYPES_INTO = 'input, textarea, select, [contenteditable]';

/** Whether a key press goes into something that is written in. */
export const isTyping = ({ target }: Event): boolean => target instanceof Element && target.matches(TYPES_INTO);

/** Whether a key is held that makes another key mean something else. */
export const isModified = ({ ctrlKey, metaKey, altKey }: KeyboardEvent): boolean => ctrlKey || metaKey || altKey;
