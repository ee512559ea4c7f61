import { useQuery } from '@tanstack/react-query';
import { type CSSProperties, useState } from 'react';
import { Link } from 'react-router';
import { get } from '@/shared/api/client';
import type { Station, StationDetail } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import { formatClock } from '@/shared/i18n/format';
import { colorFor } from '@/shared/lib/pattern';
import { useNow } from '@/shared/lib/useNow';
import { wantsSound } from '@/shared/player/machine';
import { mbPerHour } from '@/shared/player/sources';
import { actions, usePlayer } from '@/shared/player/store';
import { useHeard } from '@/shared/player/useHeard';
import { IconButton } from '@/shared/ui/Button';
import { Cover, Tile } from '@/shared/ui/Cover';
import { Dialog } from '@/shared/ui/Dialog';
import { Icon } from '@/shared/ui/Icon';
import { PlayButton } from '@/shared/ui/PlayButton';
import { Progress } from '@/shared/ui/Progress';
import { Pulse } from '@/shared/ui/Pulse';
import { Songs } from '@/shared/ui/Songs';
import { FollowButton, ShareButton, TOOL } from '@/shared/ui/StationActions';
import { Title } from '@/shared/ui/Text';
import { NudgeButton, QualityChoice, SleepChoice, Volume } from './Controls';
import { LiveBadge } from './LiveBadge';
import { useStatus } from './status';

type Panel = 'quality' | 'sleep' | null;
type Open = (panel: Panel) => void;

/** The sleep timer's name, or what is left of it. */
function SleepWords() {
  const t = useT();
  const sleepAt = usePlayer((player) => player.sleepAt);
  useNow(1000);
  if (sleepAt === null) return t('player.sleep');
  return <span className="tabular">{t('player.sleepIn', { time: formatClock(t.lang, sleepAt - Date.now()) })}</span>;
}

/** What one may want while listening, within reach of a thumb. */
function Tools({ station, onOpen }: { station: Station; onOpen: Open }) {
  const t = useT();
  const rendition = usePlayer((player) => player.rendition);
  const sleeping = usePlayer((player) => player.sleepAt !== null);
  return (
    <div className="mt-4 grid grid-cols-4 gap-1">
      <button type="button" onClick={() => onOpen('quality')} className={TOOL}>
        <Icon name="gauge" />
        <span className="sr-only">{t('player.quality')} · </span>
        {rendition ? t('player.perHour', { count: mbPerHour(rendition) }) : t('player.quality')}
      </button>
      <button type="button" onClick={() => onOpen('sleep')} className={`${TOOL} ${sleeping ? 'text-saffron' : ''}`}>
        <Icon name="moon" />
        <SleepWords />
      </button>
      <FollowButton slug={station.slug} tool />
      <ShareButton station={station} tool />
    </div>
  );
}

function Words({ station }: { station: Station }) {
  const { now, heardAt } = useHeard(station);
  return (
    <>
      <p className="text-xl leading-snug font-semibold">
        <Title text={now?.title || now?.live?.name || station.name} lines={2} />
      </p>
      {now?.artist && (
        <p className="text-muted">
          <Title text={now.artist} />
        </p>
      )}
      {now && <Progress now={now} heardAt={heardAt} className="mt-4" />}
    </>
  );
}

function Stage({ station, onOpen }: { station: Station; onOpen: Open }) {
  const status = useStatus();
  const { now } = useHeard(station);
  const playing = usePlayer((player) => wantsSound(player.state));
  return (
    <div className="mx-auto w-full max-w-md text-center">
      <Pulse
        active={playing}
        color="#ffffff"
        className="mx-auto mt-4 mb-8 w-[min(68vw,38vh,22rem)] lg:mt-0 lg:mb-6 lg:w-[min(34vh,24rem)]"
      >
        <Cover
          name={station.name}
          artUrl={now?.art_url ?? station.art_url}
          className="w-full rounded-[18px] shadow-2xl"
        />
      </Pulse>
      <Words station={station} />
      <p role="status" className="mt-1 min-h-6 text-sm text-saffron">
        {status}
      </p>
      <div dir="ltr" className="flex items-center justify-center gap-6">
        <NudgeButton way={-1} />
        <PlayButton station={station} size={80} />
        <NudgeButton way={1} />
      </div>
      <div className="mt-2 flex min-h-11 items-center justify-center">
        <LiveBadge />
      </div>
      <Volume className="mx-auto mt-1 max-w-64 max-sm:hidden" />
      <Tools station={station} onOpen={onOpen} />
    </div>
  );
}

function Side({ station }: { station: Station }) {
  const t = useT();
  const detail = useQuery({
    queryKey: ['station', station.slug],
    queryFn: ({ signal }) => get<StationDetail>(`/api/v1/stations/${station.slug}`, signal),
    refetchInterval: 15_000,
  });
  const next = detail.data?.next ?? [];
  const history = detail.data?.history ?? [];
  return (
    <div className="mx-auto w-full max-w-md space-y-6 pb-10">
      {next.length > 0 && (
        <section>
          <h3 className="text-lg font-semibold">{t('station.next')}</h3>
          <Songs songs={next} coming />
        </section>
      )}
      {history.length > 0 && (
        <section>
          <h3 className="text-lg font-semibold">{t('station.history')}</h3>
          <Songs songs={history} />
        </section>
      )}
    </div>
  );
}

function TopRow({ station }: { station: Station }) {
  const t = useT();
  const close = () => actions.setOpen(false);
  return (
    <div className="mx-auto flex max-w-[1100px] items-center gap-3 pt-3">
      <IconButton icon="down" label={t('app.close')} onClick={close} />
      <Link
        to={`/stations/${station.slug}`}
        onClick={close}
        className="min-w-0 grow py-2 text-center font-medium no-underline hover:underline"
      >
        <Title text={station.name} />
      </Link>
      <span className="size-11 shrink-0" aria-hidden="true" />
    </div>
  );
}

/** The player over the whole screen: cover with the pulse, what is on, next and before. */
export function FullPlayer() {
  const t = useT();
  const station = usePlayer((player) => player.station);
  const open = usePlayer((player) => player.open);
  const [panel, setPanel] = useState<Panel>(null);
  const closePanel = () => setPanel(null);
  return (
    <Dialog open={open && station !== null} onClose={() => actions.setOpen(false)} title={t('player.title')} full>
      {station && (
        <div
          className="stage relative isolate min-h-dvh overflow-hidden px-4"
          style={{ '--tint': colorFor(station.name) } as CSSProperties}
        >
          <Tile
            name={station.name}
            className="absolute start-1/2 -top-52 -z-10 size-[52rem] max-w-none -translate-x-1/2 rounded-full opacity-[0.07] rtl:translate-x-1/2"
          />
          <TopRow station={station} />
          <div className="mx-auto grid max-w-[1100px] grid-cols-1 gap-8 lg:grid-cols-2 lg:items-start lg:pt-4">
            <Stage station={station} onOpen={setPanel} />
            <Side station={station} />
          </div>
        </div>
      )}
      <Dialog open={panel === 'quality'} onClose={closePanel} title={t('player.quality')}>
        <QualityChoice />
      </Dialog>
      <Dialog open={panel === 'sleep'} onClose={closePanel} title={t('player.sleep')}>
        <SleepChoice onDone={closePanel} />
      </Dialog>
    </Dialog>
  );
}
