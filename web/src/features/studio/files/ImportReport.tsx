import type { ReactNode } from 'react';
import type { GivenEntry, ImportedPlaylist } from '@/shared/api/played';
import { useT } from '@/shared/i18n/core';
import { Icon, type IconName } from '@/shared/ui/Icon';

function Entry({ entry, children }: { entry: GivenEntry; children?: ReactNode }) {
  const t = useT();
  const name = [entry.artist, entry.title].filter(Boolean).join(' – ');
  return (
    <li className="py-1.5">
      <span className="text-sm text-muted tabular">{t('playlist.importLine', { line: entry.line })}</span>
      {name && (
        <span className="block">
          <bdi>{name}</bdi>
        </span>
      )}
      <span className="block text-sm wrap-anywhere text-muted">
        <bdi>{entry.location}</bdi>
      </span>
      {children}
    </li>
  );
}

interface GroupProps {
  icon: IconName;
  look: string;
  title: string;
  children: ReactNode;
}

function Group({ icon, look, title, children }: GroupProps) {
  return (
    <details className="border-t border-line py-1">
      <summary className="flex min-h-11 cursor-pointer items-center gap-2">
        <Icon name={icon} size={20} className={`shrink-0 ${look}`} />
        <span className="grow text-start">{title}</span>
      </summary>
      <ul className="ps-7">{children}</ul>
    </details>
  );
}

/** What of a playlist's file is in the library, and what is not. */
export function ImportReport({ report }: { report: ImportedPlaylist }) {
  const t = useT();
  const { ambiguous, missing, ignored } = report;
  return (
    <div>
      <p className="mb-2 flex items-center gap-2 font-medium">
        <Icon name="check" size={20} className="shrink-0 text-leaf" />
        {t('playlist.importFound', { count: report.found, all: report.entries })}
      </p>
      {missing.count > 0 && (
        <Group icon="warn" look="text-saffron" title={t('playlist.importMissing', { count: missing.count })}>
          {missing.items.map((entry) => (
            <Entry key={entry.line} entry={entry} />
          ))}
        </Group>
      )}
      {ambiguous.count > 0 && (
        <Group icon="copy" look="text-muted" title={t('playlist.importAmbiguous', { count: ambiguous.count })}>
          {ambiguous.items.map(({ entry, taken }) => (
            <Entry key={entry.line} entry={entry}>
              <span className="block text-sm font-medium">
                <bdi>{[taken.artist, taken.title].filter(Boolean).join(' – ')}</bdi> · <bdi>{taken.filename}</bdi>
              </span>
            </Entry>
          ))}
        </Group>
      )}
      {ignored.count > 0 && (
        <Group icon="link" look="text-muted" title={t('playlist.importIgnored', { count: ignored.count })}>
          {ignored.items.map((entry) => (
            <Entry key={entry.line} entry={entry} />
          ))}
        </Group>
      )}
    </div>
  );
}
