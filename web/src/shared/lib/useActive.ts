import { type KeyboardEvent, useState } from 'react';

/** Which of so many choices below a box is chosen by the arrows; −1 for none, which is the box itself. */
export function useActive(count: number) {
  const [at, setAt] = useState(-1);
  const active = at < count ? at : -1;
  /** Moves by an arrow key; tells whether it was one. */
  const step = (event: KeyboardEvent): boolean => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by === 0 || count === 0) return false;
    event.preventDefault();
    setAt(((active + 1 + by + count + 1) % (count + 1)) - 1);
    return true;
  };
  return { active, step, reset: () => setAt(-1) };
}
