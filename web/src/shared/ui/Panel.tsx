import type { ReactNode } from 'react';

interface PanelProps {
  title?: string;
  children: ReactNode;
  /** Stands at the end of the title's line. */
  aside?: ReactNode;
  className?: string;
}

/** A card with a title. */
export function Panel({ title, children, aside, className = '' }: PanelProps) {
  return (
    <section className={`rounded-card bg-raised p-4 shadow-[0_1px_0_var(--line)] sm:p-5 ${className}`}>
      {(title || aside) && (
        <header className="mb-3 flex flex-wrap items-center justify-between gap-2">
          {title && <h2 className="text-base font-semibold">{title}</h2>}
          {aside}
        </header>
      )}
      {children}
    </section>
  );
}
