import { useEffect, useRef } from 'react';
import { useT } from '@/shared/i18n/core';

const FLOOR = -60;
const WARM_FROM = -12;
const HOT_FROM = -3;
const FALL_DB_PER_S = 24;

interface BarProps {
  label: string;
  /** Reads the level in dBFS at the moment of drawing; null draws an empty bar. */
  read: () => number | null;
}

function draw(canvas: HTMLCanvasElement, level: number, hold: number): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const { width, height } = canvas;
  const at = (db: number) => ((Math.min(0, Math.max(FLOOR, db)) - FLOOR) / -FLOOR) * width;
  context.clearRect(0, 0, width, height);
  const zones: [number, number, string][] = [
    [FLOOR, WARM_FROM, '#2f9e78'],
    [WARM_FROM, HOT_FROM, '#e0a33a'],
    [HOT_FROM, 0, '#d8432f'],
  ];
  for (const [from, to, color] of zones) {
    const end = Math.min(at(level), at(to));
    if (end <= at(from)) continue;
    context.fillStyle = color;
    context.fillRect(at(from), 0, end - at(from), height);
  }
  context.fillStyle = getComputedStyle(canvas).color;
  if (hold > FLOOR) context.fillRect(at(hold) - 2, 0, 2, height);
}

/** A level bar drawn at every frame from −60 to 0 dBFS, with a slow fall and a peak mark; never mirrored. */
export function MeterBar({ label, read }: BarProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const reader = useRef(read);
  reader.current = read;
  useEffect(() => {
    let frame = 0;
    let level = FLOOR;
    let hold = FLOOR;
    let last = performance.now();
    const paint = (time: number) => {
      const fall = ((time - last) / 1000) * FALL_DB_PER_S;
      last = time;
      const now = reader.current() ?? FLOOR;
      level = Math.max(now, level - fall);
      hold = Math.max(now, hold - fall / 4);
      if (canvas.current) draw(canvas.current, level, hold);
      frame = requestAnimationFrame(paint);
    };
    frame = requestAnimationFrame(paint);
    return () => cancelAnimationFrame(frame);
  }, []);
  return (
    <div className="flex items-center gap-3">
      <span className="w-14 shrink-0 text-sm text-muted">{label}</span>
      <canvas
        ref={canvas}
        width={600}
        height={16}
        className="h-4 w-full min-w-0 rounded-sm bg-line text-ink"
        role="img"
        aria-label={label}
      />
    </div>
  );
}

/** The scale below the bars. */
export function MeterScale() {
  const t = useT();
  return (
    <div
      dir="ltr"
      lang={t.lang}
      className="ms-[4.25rem] flex justify-between text-xs text-muted tabular"
      aria-hidden="true"
    >
      {[-60, -48, -36, -24, -12, 0].map((db) => (
        <span key={db}>{db === 0 ? '0' : `−${-db}`}</span>
      ))}
    </div>
  );
}
