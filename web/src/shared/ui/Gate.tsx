import type { ReactNode } from 'react';
import { Tile } from './Cover';

/** A page with one thing to do, on a festive ground. */
export function Gate({
  title,
  intro,
  children,
  wide,
}: {
  title: string;
  intro?: string;
  children: ReactNode;
  wide?: boolean;
}) {
  return (
    <div className="relative isolate min-h-[calc(100dvh-4rem)] overflow-hidden px-4 py-8 sm:py-14">
      <Tile name="آواز" className="absolute -end-40 -top-40 -z-10 size-[34rem] rounded-full opacity-15" />
      <Tile name="Awaz" className="absolute -start-52 -bottom-52 -z-10 size-[34rem] rounded-full opacity-15" />
      <div
        className={`rise mx-auto rounded-[20px] bg-raised p-5 shadow-(--shadow) sm:p-8 ${wide ? 'max-w-5xl' : 'max-w-md'}`}
      >
        <h1 className="mb-2 text-xl leading-snug font-semibold">{title}</h1>
        {intro && <p className="mb-5 text-muted">{intro}</p>}
        {children}
      </div>
    </div>
  );
}
