import type { Playlist } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import { Icon } from '@/shared/ui/Icon';

const FORMATS = ['m3u8', 'pls', 'xspf'] as const;

/** A playlist as a file for other programs. */
export function ExportLinks({ playlist }: { playlist: Playlist }) {
  const t = useT();
  return (
    <section aria-label={t('playlist.export', { name: playlist.name })} className="px-1">
      <p className="flex items-center gap-2 text-sm text-muted">
        <Icon name="download" size={18} className="shrink-0" />
        <span className="min-w-0">{t('playlist.export', { name: playlist.name })}</span>
      </p>
      <p className="flex gap-2">
        {FORMATS.map((format) => (
          <a
            key={format}
            href={`/api/v1/playlists/${playlist.id}/export?format=${format}`}
            download
            className="inline-flex min-h-11 min-w-11 items-center justify-center px-2 text-sky"
          >
            {format.toUpperCase()}
          </a>
        ))}
      </p>
    </section>
  );
}
