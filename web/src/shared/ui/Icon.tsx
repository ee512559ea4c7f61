/** Paths in a 24 × 24 square; drawn with the text's colour. */
const FILLED = {
  play: 'M7 4.6v14.8c0 .8.9 1.3 1.6.9l11.6-7.4c.6-.4.6-1.3 0-1.7L8.6 3.7C7.9 3.3 7 3.8 7 4.6Z',
  pause:
    'M6.5 4h3A1 1 0 0 1 10.5 5v14a1 1 0 0 1-1 1h-3a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1Zm8 0h3a1 1 0 0 1 1 1v14a1 1 0 0 1-1 1h-3a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1Z',
  stop: 'M6 5h12a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1Z',
  skip: 'M5 5.3v13.4c0 .8.9 1.3 1.5.8L15 13v6h3V5h-3v6L6.5 4.5C5.9 4 5 4.5 5 5.3Z',
  heartFull: 'M12 20.5 4.3 13a5 5 0 0 1 7-7.2l.7.7.7-.7a5 5 0 0 1 7 7.2L12 20.5Z',
  dots: 'M5 10.2a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6Zm7 0a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6Zm7 0a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6Z',
} as const;

const LINES = {
  heart: 'M12 20.5 4.3 13a5 5 0 0 1 7-7.2l.7.7.7-.7a5 5 0 0 1 7 7.2L12 20.5Z',
  share: 'M12 15V3m0 0L8 7m4-4 4 4M5 12v7a1 1 0 0 0 1 1h12a1 1 0 0 0 1-1v-7',
  volume: 'M4 9.5v5h3.5L12 19V5L7.5 9.5H4Zm12-1.5a5.6 5.6 0 0 1 0 8M18.5 5.5a9.2 9.2 0 0 1 0 13',
  mute: 'M4 9.5v5h3.5L12 19V5L7.5 9.5H4Zm12.5.5 4 4m0-4-4 4',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5Z',
  gauge: 'M4.5 17.5a9 9 0 1 1 15 0M12 14l4-5',
  settings: 'M4 7h10m4 0h2M4 17h2m4 0h10M14 4.8v4.4M10 14.8v4.4',
  home: 'M4 11.5 12 4l8 7.5M6 10v9a1 1 0 0 0 1 1h10a1 1 0 0 0 1-1v-9',
  radio: 'M12 12v8m-5.7-2.3a8 8 0 0 1 0-11.4m11.4 0a8 8 0 0 1 0 11.4M9 15a4.2 4.2 0 0 1 0-6m6 0a4.2 4.2 0 0 1 0 6',
  down: 'm6 9.5 6 6 6-6',
  next: 'm9.5 6 6 6-6 6',
  close: 'm6 6 12 12M18 6 6 18',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  warn: 'M12 9v5m0 3v.1M10.7 4.2 2.9 18a1.5 1.5 0 0 0 1.3 2.2h15.6a1.5 1.5 0 0 0 1.3-2.2L13.3 4.2a1.5 1.5 0 0 0-2.6 0Z',
  back: 'M4 5v5h5M4.5 10A8 8 0 1 1 4 13.5',
  forward: 'M20 5v5h-5m4.5 0A8 8 0 1 0 20 13.5',
  copy: 'M9 9h10v11H9zM5 15V4h10',
  mic: 'M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3ZM5.5 11a6.5 6.5 0 0 0 13 0M12 17.5V21',
  upload: 'M12 16V4m0 0L7 9m5-5 5 5M4 20h16',
  download: 'M12 4v12m0 0 5-5m-5 5-5-5M4 20h16',
  trash: 'M4 7h16M9 7V4h6v3m-8.5 0 1 13h9l1-13',
  up: 'm6 14.5 6-6 6 6',
  list: 'M4 6h16M4 12h16M4 18h10',
  music: 'M9 18V5l11-2v13M9 18a3 3 0 1 1-6 0 3 3 0 0 1 6 0Zm11-2a3 3 0 1 1-6 0 3 3 0 0 1 6 0Z',
  people:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm-6.5 9a6.5 6.5 0 0 1 13 0M16 4.5a3.5 3.5 0 0 1 0 6.5m2 2.5a6.5 6.5 0 0 1 3.5 6.5',
  disc: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm0-6.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z',
  link: 'M10 14a4 4 0 0 0 6 .4l3-3a4.2 4.2 0 0 0-6-6L11.5 7M14 10a4 4 0 0 0-6-.4l-3 3a4.2 4.2 0 0 0 6 6l1.5-1.6',
  plus: 'M12 5v14M5 12h14',
  calendar: 'M5 6h14a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1Zm-1 5h16M8 3.5V8m8-4.5V8',
  bell: 'M6 16V11a6 6 0 0 1 12 0v5l2 2H4l2-2Zm4 4.5h4',
  plug: 'M9 3v5m6-5v5M6 8h12v3a6 6 0 0 1-12 0V8Zm6 9v4',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13Zm4.7-1.8L20 20',
  history: 'M12 7v5l3 2M4.6 9A8 8 0 1 1 4 12M4 5v4h4',
  out: 'M14 4h5a1 1 0 0 1 1 1v14a1 1 0 0 1-1 1h-5M4 12h11m0 0-4-4m4 4-4 4',
} as const;

export type IconName = keyof typeof FILLED | keyof typeof LINES;

/** An ornament beside words or inside a labelled button; screen readers skip it. */
export function Icon({ name, size = 24, className = '' }: { name: IconName; size?: number; className?: string }) {
  const filled = name in FILLED;
  const path = filled ? FILLED[name as keyof typeof FILLED] : LINES[name as keyof typeof LINES];
  return (
    <svg
      viewBox="0 0 24 24"
      width={size}
      height={size}
      className={`shrink-0 ${className}`}
      aria-hidden="true"
      fill={filled ? 'currentColor' : 'none'}
      stroke={filled ? 'none' : 'currentColor'}
      strokeWidth={1.8}
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={path} />
    </svg>
  );
}
