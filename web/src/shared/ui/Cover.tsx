import { memo, useState } from 'react';
import { patternFor } from '@/shared/lib/pattern';

/** The generated tile of a name: never a grey box. */
export const Tile = memo(function Tile({ name, className = '' }: { name: string; className?: string }) {
  const { ground, shapes } = patternFor(name);
  return (
    <svg viewBox="0 0 200 200" className={className} aria-hidden="true" preserveAspectRatio="xMidYMid slice">
      <path d="M0 0h200v200H0z" fill={ground} />
      {shapes.map((shape) => (
        <path key={`${shape.fill}${shape.path.slice(0, 40)}`} d={shape.path} fill={shape.fill} />
      ))}
    </svg>
  );
});

interface CoverProps {
  /** Whose tile is drawn when there is no picture. */
  name: string;
  artUrl?: string | null;
  className?: string;
}

/** A square cover; the tile lies below and shows until, or unless, the picture arrives. */
export function Cover({ name, artUrl, className = '' }: CoverProps) {
  const [failed, setFailed] = useState<string | null>(null);
  return (
    <span className={`relative block aspect-square shrink-0 overflow-hidden rounded-card ${className}`}>
      <Tile name={name} className="absolute inset-0 size-full" />
      {artUrl && failed !== artUrl && (
        <img
          src={artUrl}
          alt=""
          loading="lazy"
          decoding="async"
          onError={() => setFailed(artUrl)}
          className="absolute inset-0 size-full object-cover"
        />
      )}
    </span>
  );
}
