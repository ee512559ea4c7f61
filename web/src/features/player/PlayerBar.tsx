import { useState } from 'react';
import { Link } from 'react-router';
import type { Station } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import { mbPerHour } from '@/shared/player/sources';
import { actions, usePlayer } from '@/shared/player/store';
import { useHeard } from '@/shared/player/useHeard';
import { IconButton } from '@/shared/ui/Button';
import { Cover } from '@/shared/ui/Cover';
import { Dialog } from '@/shared/ui/Dialog';
import { Marquee } from '@/shared/ui/Marquee';
import { PlayButton } from '@/shared/ui/PlayButton';
import { Progress } from '@/shared/ui/Progress';
import { QualityChoice, SleepChoice, Volume } from './Controls';
import { LiveBadge } from './LiveBadge';
import { useStatus } from './status';

/** The song and the station, or what the player waits for; a tap opens the full player. */
function Words({ station }: { station: Station }) {
  const t = useT();
  const status = useStatus();
  const { now } = useHeard(station);
  const title = now?.title || now?.live?.name || station.name;
  const line = now?.artist && now.title ? `${now.artist} · ${station.name}` : station.name;
  return (
    <button
      type="button"
      onClick={() => actions.setOpen(true)}
      aria-description={t('player.open')}
      className="flex min-w-0 grow items-center gap-3 text-start"
    >
      <Cover name={station.name} artUrl={now?.art_url ?? station.art_url} className="w-12 rounded-lg" />
      <span className="min-w-0 grow leading-snug">
        <Marquee text={title} className="font-semibold" />
        <span className={`one-line text-sm ${status ? 'text-saffron' : 'text-muted'}`}>
          <bdi>{status ?? line}</bdi>
        </span>
      </span>
    </button>
  );
}

type Panel = 'quality' | 'sleep' | null;

function Tools() {
  const t = useT();
  const [panel, setPanel] = useState<Panel>(null);
  const rendition = usePlayer((player) => player.rendition);
  const sleeping = usePlayer((player) => player.sleepAt !== null);
  const close = () => setPanel(null);
  return (
    <div className="hidden items-center gap-1 md:flex">
      {rendition && (
        <span className="me-1 hidden text-xs whitespace-nowrap text-muted lg:inline">
          {t('player.perHour', { count: mbPerHour(rendition) })}
        </span>
      )}
      <IconButton icon="gauge" label={t('player.quality')} onClick={() => setPanel('quality')} />
      <IconButton
        icon="moon"
        label={t('player.sleep')}
        onClick={() => setPanel('sleep')}
        className={sleeping ? 'text-saffron' : ''}
      />
      <Volume className="hidden w-36 lg:flex" />
      <Dialog open={panel === 'quality'} onClose={close} title={t('player.quality')}>
        <QualityChoice />
      </Dialog>
      <Dialog open={panel === 'sleep'} onClose={close} title={t('player.sleep')}>
        <SleepChoice onDone={close} />
      </Dialog>
    </div>
  );
}

function BarProgress({ station }: { station: Station }) {
  const { now, heardAt } = useHeard(station);
  return now ? <Progress now={now} heardAt={heardAt} bare className="absolute inset-x-0 -top-0.5" /> : null;
}

/** The bar that stays while one browses; nothing until something was played. */
export function PlayerBar() {
  const t = useT();
  const station = usePlayer((player) => player.station);
  if (!station) return null;
  return (
    <section aria-label={t('player.title')} className="rise relative border-t border-line bg-raised">
      <BarProgress station={station} />
      <div className="mx-auto flex max-w-[1200px] items-center gap-3 px-4 py-2">
        <Words station={station} />
        <span className="hidden sm:block">
          <LiveBadge />
        </span>
        <Tools />
        <PlayButton station={station} />
        <Link to={`/stations/${station.slug}`} className="sr-only focus:not-sr-only">
          {station.name}
        </Link>
      </div>
    </section>
  );
}
