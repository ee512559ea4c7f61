import { useState } from 'react';
import { Link } from 'react-router';
import { get } from '@/shared/api/client';
import { useStations } from '@/shared/api/queries';
import type { SearchAnswer, SearchHit, SearchSection } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import { formatClock } from '@/shared/i18n/format';
import { KINDS } from '@/shared/search/kinds';
import { searchPath } from '@/shared/search/useSearch';
import { Button } from '@/shared/ui/Button';
import { Cover } from '@/shared/ui/Cover';
import { PlayButton } from '@/shared/ui/PlayButton';
import { Title } from '@/shared/ui/Text';
import { say } from '@/shared/ui/Toast';

/** Who made it, and where it is heard. */
function Under({ hit }: { hit: SearchHit }) {
  const t = useT();
  const names = hit.channels.map((channel) => channel.name).join(t.lang === 'en' ? ', ' : '، ');
  const where = hit.kind === 'station' ? '' : names;
  const who = where === hit.subtitle ? '' : hit.subtitle;
  if (who + where === '') return null;
  return (
    <span className="flex items-baseline gap-1.5 text-sm text-muted">
      {who && <Title text={who} marks={hit.subtitle_marks} className="min-w-0" />}
      {who && where && <span aria-hidden="true">·</span>}
      {where && <Title text={where} className="min-w-0 shrink-[2]" />}
    </span>
  );
}

function Hit({ hit, onOpen }: { hit: SearchHit; onOpen: (hit: SearchHit) => void }) {
  const t = useT();
  const stations = useStations();
  const station = hit.kind === 'station' && stations.data?.find((one) => `/stations/${one.slug}` === hit.path);
  const round = hit.kind === 'person' ? 'rounded-full' : 'rounded-lg';
  return (
    <li className="relative flex items-center gap-3 rounded-card px-2 py-2.5 hover:bg-raised">
      <Cover name={`${hit.subtitle}${hit.title}`} artUrl={hit.art_url} className={`w-14 ${round}`} />
      <span className="min-w-0 grow">
        <Link
          to={hit.path}
          onClick={() => onOpen(hit)}
          className="block font-medium no-underline after:absolute after:inset-0 after:rounded-card"
        >
          <Title text={hit.title} marks={hit.title_marks} />
        </Link>
        <Under hit={hit} />
      </span>
      {hit.seconds > 0 && (
        <span className="shrink-0 text-xs text-muted tabular">{formatClock(t.lang, hit.seconds * 1000)}</span>
      )}
      {station && <PlayButton station={station} size={44} className="relative z-10" />}
    </li>
  );
}

function Rows({ hits, onOpen }: { hits: SearchHit[]; onOpen: (hit: SearchHit) => void }) {
  if (hits.length === 0) return null;
  return (
    <ul className="grid lg:grid-cols-2 lg:gap-x-6">
      {hits.map((hit) => (
        <Hit key={hit.key} hit={hit} onOpen={onOpen} />
      ))}
    </ul>
  );
}

interface SectionProps {
  query: string;
  section: SearchSection;
  onOpen: (hit: SearchHit) => void;
}

/** Hits of one kind, and more of them when wanted. */
function Section({ query, section, onOpen }: SectionProps) {
  const t = useT();
  const [more, setMore] = useState<SearchSection[]>([]);
  const [busy, setBusy] = useState(false);
  const next = (more.at(-1) ?? section).next;
  const load = async (cursor: string) => {
    setBusy(true);
    try {
      const answer = await get<SearchAnswer>(searchPath(query, false, { cursor, limit: '20' }));
      setMore([...more, answer.sections[0] ?? { kind: section.kind, hits: [] }]);
    } catch {
      say(t('search.failed'), { bad: true });
    }
    setBusy(false);
  };
  const hits = [section, ...more].flatMap((part) => part.hits);
  const related = hits.filter((hit) => hit.by === 'meaning');
  return (
    <section className="mt-6" aria-label={t(KINDS[section.kind].key)}>
      <h2 className="mb-1 px-2 text-lg font-semibold">{t(KINDS[section.kind].key)}</h2>
      <Rows hits={hits.filter((hit) => hit.by !== 'meaning')} onOpen={onOpen} />
      {related.length > 0 && (
        <>
          <h3 className="mt-2 px-2 text-sm text-muted">{t('search.related')}</h3>
          <Rows hits={related} onOpen={onOpen} />
        </>
      )}
      {next && (
        <Button look="quiet" busy={busy} onClick={() => void load(next)} className="mt-1">
          {t('search.more')}
        </Button>
      )}
    </section>
  );
}

/** All that was found, section by section. */
export function Hits({
  query,
  answer,
  onOpen,
}: {
  query: string;
  answer: SearchAnswer;
  onOpen: (hit: SearchHit) => void;
}) {
  return (
    <>
      {answer.sections.map((section) => (
        <Section key={`${query} ${section.kind}`} query={query} section={section} onOpen={onOpen} />
      ))}
    </>
  );
}
