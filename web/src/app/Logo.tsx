/** The pulse: a voice and its rings. */
export function Logo({ size = 36 }: { size?: number }) {
  return (
    <svg viewBox="0 0 40 40" width={size} height={size} aria-hidden="true" className="shrink-0">
      <path
        d="M20 1.5l4.7 4.6 6.5-1.2 1.1 6.5 5.9 3-3 5.9 3 5.9-5.9 3-1.1 6.5-6.5-1.2L20 39l-4.7-4.6-6.5 1.2-1.1-6.5-5.9-3 3-5.9-3-5.9 5.9-3 1.1-6.5 6.5 1.2L20 1.5Z"
        fill="var(--voice)"
      />
      <circle cx="20" cy="20" r="10.5" fill="none" stroke="var(--onvoice)" strokeWidth="1.5" opacity=".7" />
      <path
        d="M13.5 18v4m3.250-6.5v9m3.250-11.5v14m3.250-11.5v9m3.250-6.5v4"
        stroke="var(--onvoice)"
        strokeWidth="2"
        strokeLinecap="round"
      />
    </svg>
  );
}
