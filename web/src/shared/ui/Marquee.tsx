import { type CSSProperties, useEffect, useRef, useState } from 'react';

/** One line that runs only while pointed at or focused; otherwise it ends with an ellipsis. */
export function Marquee({ text, className = '' }: { text: string; className?: string }) {
  const box = useRef<HTMLSpanElement>(null);
  const [room, setRoom] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new text has a new width
  useEffect(() => {
    const measure = () => {
      const run = box.current?.firstElementChild as HTMLElement | null | undefined;
      if (box.current && run) {
        const over = Math.max(0, run.scrollWidth - box.current.clientWidth);
        setRoom(getComputedStyle(box.current).direction === 'rtl' ? over : -over);
      }
    };
    measure();
    addEventListener('resize', measure);
    return () => removeEventListener('resize', measure);
  }, [text]);
  return (
    <span
      ref={box}
      dir="auto"
      className={`marquee block text-ellipsis ${className}`}
      style={{ '--room': `${room}px` } as CSSProperties}
    >
      <span className="marquee-run">{text}</span>
    </span>
  );
}
