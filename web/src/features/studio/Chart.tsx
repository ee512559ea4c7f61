import { useEffect, useRef, useState } from 'react';
import type { ListenerPoint } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import { formatCount, formatPeople, formatTime } from '@/shared/i18n/format';

const FIRST_WIDTH = 720;
const HEIGHT = 200;
const AXIS = 44;
const MARGIN = 60;
const LABEL_HALF = 26;
const BOTTOM = 24;
const TOP = 10;
const STEPS = [1, 2, 5, 10];
const TICKS_EVERY_MS = 6 * 3_600_000;

/** A round top for the scale: the next of 1, 2, 5 × 10ⁿ, at least 5. */
export function niceTop(most: number): number {
  if (most <= 5) return 5;
  const power = 10 ** Math.floor(Math.log10(most));
  const step = STEPS.find((one) => one * power >= most) ?? 10;
  return step * power;
}

/** The box's own width, so that the words in the picture keep their size on every screen. */
function useWidth() {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(FIRST_WIDTH);
  useEffect(() => {
    if (!box.current) return;
    const watch = new ResizeObserver(([entry]) => {
      if (entry) setWidth(Math.max(160, Math.round(entry.contentRect.width) - MARGIN));
    });
    watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  return { box, width };
}

/** Listeners over a day as an area; time runs from left to right in every language. */
export function Chart({ points, label }: { points: ListenerPoint[]; label: string }) {
  const t = useT();
  const { box, width } = useWidth();
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last || points.length < 2) return <div ref={box} />;
  const from = Date.parse(first.at);
  const span = Math.max(1, Date.parse(last.at) - from);
  const top = niceTop(Math.max(...points.map((point) => Math.max(point.peak, point.listeners))));
  const x = (at: string | number) => (((typeof at === 'number' ? at : Date.parse(at)) - from) / span) * width;
  const y = (count: number) => TOP + (1 - count / top) * (HEIGHT - BOTTOM - TOP);
  const line = points.map((point) => `${x(point.at).toFixed(1)} ${y(point.listeners).toFixed(1)}`).join('L');
  const floor = HEIGHT - BOTTOM;
  const ticks: number[] = [];
  for (let at = Math.ceil(from / TICKS_EVERY_MS) * TICKS_EVERY_MS; at <= from + span; at += TICKS_EVERY_MS)
    ticks.push(at);
  return (
    <div ref={box}>
      <svg
        viewBox={`${-AXIS} 0 ${width + MARGIN} ${HEIGHT}`}
        role="img"
        aria-label={label}
        className="w-full"
        direction="ltr"
      >
        {[0, 0.5, 1].map((part) => (
          <g key={part}>
            <path d={`M0 ${y(part * top)}H${width}`} stroke="var(--line)" />
            <text x={-8} y={y(part * top) + 4} textAnchor="end" fontSize={12} fill="var(--muted)">
              {formatPeople(t, Math.round(part * top))}
            </text>
          </g>
        ))}
        {ticks.map((at) => (
          <text
            key={at}
            x={Math.min(x(at), width - LABEL_HALF + MARGIN - AXIS)}
            y={HEIGHT - 6}
            textAnchor="middle"
            fontSize={12}
            fill="var(--muted)"
          >
            {formatTime(t, at)}
          </text>
        ))}
        <path d={`M${line}L${width} ${floor}L0 ${floor}Z`} fill="var(--leaf)" opacity={0.18} />
        <path d={`M${line}`} fill="none" stroke="var(--leaf)" strokeWidth={2} strokeLinejoin="round" />
        {points.map((point) => (
          <rect
            key={point.at}
            x={x(point.at) - width / points.length / 2}
            y={TOP}
            width={width / points.length}
            height={floor - TOP}
            fill="transparent"
          >
            <title>{`${formatTime(t, Date.parse(point.at))}: ${formatCount(t.lang, point.listeners)}`}</title>
          </rect>
        ))}
      </svg>
    </div>
  );
}
