import type { ReactNode } from 'react';
import type { Mark } from '@/shared/api/types';
import { usePrefs } from '@/shared/lib/prefs';

const ARABIC = /[\u0600-\u06ff\u0750-\u077f]/;
// Letters that only Sindhi or Pashto write; their readers are not used to Nastaliq.
const NOT_NASTALIQ =
  /[\u067f\u067d\u0680\u0684\u0683\u068a\u068f\u068c\u068d\u06aa\u06b1\u06b3\u06bb\u06fd\u06fe\u067c\u0689\u0693\u069a\u0696\u0681\u0685\u06d0\u06cd\u06bc]/;

/** Whether a title is set in Nastaliq when the listener likes it. */
export const suitsNastaliq = (text: string): boolean => ARABIC.test(text) && !NOT_NASTALIQ.test(text);

interface TitleProps {
  text: string;
  lines?: 1 | 2;
  /** Stretches that were searched for, in order. */
  marks?: readonly Mark[];
  className?: string;
}

/** A text with some of its stretches marked. */
function marked(text: string, marks: readonly Mark[]): ReactNode[] {
  const parts: ReactNode[] = [];
  let at = 0;
  for (const { start, end } of marks) {
    if (start < at || end > text.length) continue;
    parts.push(text.slice(at, start), <mark key={start}>{text.slice(start, end)}</mark>);
    at = end;
  }
  return [...parts, text.slice(at)];
}

/** A name or title out of the content: its own direction, and Nastaliq for Urdu. */
export function Title({ text, lines = 1, marks, className = '' }: TitleProps) {
  const nastaliq = usePrefs((prefs) => prefs.nastaliq) && suitsNastaliq(text);
  const face = nastaliq ? 'nastaliq' : ARABIC.test(text) ? 'naskh' : '';
  return (
    <span dir="auto" className={`${lines === 1 ? 'one-line' : 'two-lines'} ${face} ${className}`} title={text}>
      {marks && marks.length > 0 ? marked(text, marks) : text}
    </span>
  );
}
