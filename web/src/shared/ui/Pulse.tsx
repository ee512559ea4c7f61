import { type ReactNode, useEffect, useRef } from 'react';
import { loudness, restLoudness } from '@/shared/player/loudness';

const SMOOTH = 0.35;

/** Rings around a cover that move with the real loudness; still where it cannot be measured or is not wanted. */
export function Pulse({
  active,
  color,
  children,
  className = '',
}: {
  active: boolean;
  color: string;
  children: ReactNode;
  className?: string;
}) {
  const outer = useRef<HTMLSpanElement>(null);
  const inner = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (!active || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    let frame = 0;
    let level = 0;
    const draw = () => {
      const measured = loudness() ?? 0;
      level += (measured - level) * (measured > level ? 0.6 : SMOOTH * 0.3);
      if (outer.current) outer.current.style.transform = `scale(${1 + level * 0.13})`;
      if (inner.current) inner.current.style.transform = `scale(${1 + level * 0.065})`;
      frame = requestAnimationFrame(draw);
    };
    frame = requestAnimationFrame(draw);
    return () => {
      cancelAnimationFrame(frame);
      restLoudness();
    };
  }, [active]);
  const ring = 'absolute inset-0 rounded-[18px] transition-opacity duration-200';
  return (
    <span className={`relative block ${className}`}>
      <span ref={outer} className={`${ring} ${active ? 'opacity-30' : 'opacity-0'}`} style={{ background: color }} />
      <span ref={inner} className={`${ring} ${active ? 'opacity-50' : 'opacity-0'}`} style={{ background: color }} />
      <span className="relative block">{children}</span>
    </span>
  );
}
