import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { get } from '@/shared/api/client';
import type { Station, StationDetail } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import { colorFor } from '@/shared/lib/pattern';
import { wantsSound } from '@/shared/player/machine';
import { mbPerHour } from '@/shared/player/sources';
import { actions, usePlayer } from '@/shared/player/store';
import { useHeard } from '@/shared/player/useHeard';
import { IconButton } from '@/shared/ui/Button';
import { Cover } from '@/shared/ui/Cover';
import { Dialog } from '@/shared/ui/Dialog';
import { PlayButton } from '@/shared/ui/PlayButton';
import { Progress } from '@/shared/ui/Progress';
import { Pulse } from '@/shared/ui/Pulse';
import { Songs } from '@/shared/ui/Songs';
import { FollowButton, ShareButton } from '@/shared/ui/StationActions';
import { Title } from '@/shared/ui/Text';
import { NudgeButton, QualityChoice, SleepChoice, Volume } from './Controls';
import { LiveBadge } from './LiveBadge';
import { useStatus } from './status';

function Stage({ station }: { station: Station }) {
  const status = useStatus();
  const { now, heardAt } = useHeard(station);
  const playing = usePlayer((player) => wantsSound(player.state));
  return (
    <div className="mx-auto w-full max-w-md text-center">
      <Pulse active={playing} color={colorFor(station.name)} className="mx-auto my-6 w-[min(62vw,42vh,20rem)]">
        <Cover
          name={station.name}
          artUrl={now?.art_url ?? station.art_url}
          className="w-full rounded-[18px] shadow-2xl"
        />
      </Pulse>
      <p className="text-xl leading-snug font-semibold">
        <Title text={now?.title || now?.live?.name || station.name} lines={2} />
      </p>
      {now?.artist && (
        <p className="text-muted">
          <Title text={now.artist} />
        </p>
      )}
      <p className="mt-1">
        <Link
          to={`/stations/${station.slug}`}
          onClick={() => actions.setOpen(false)}
          className="inline-block min-h-6 text-sky"
        >
          <bdi>{station.name}</bdi>
        </Link>
      </p>
      {now && <Progress now={now} heardAt={heardAt} className="mt-4" />}
      <p role="status" className="mt-2 min-h-6 text-sm text-saffron">
        {status}
      </p>
      <div dir="ltr" className="mt-1 flex items-center justify-center gap-5">
        <NudgeButton way={-1} />
        <PlayButton station={station} size={76} />
        <NudgeButton way={1} />
      </div>
      <div className="mt-3 flex min-h-11 items-center justify-center">
        <LiveBadge />
      </div>
      <Volume className="mx-auto mt-2 max-w-64" />
      <div className="mt-4 flex flex-wrap justify-center gap-3">
        <FollowButton slug={station.slug} />
        <ShareButton station={station} />
      </div>
    </div>
  );
}

function Sheet({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <details className="rounded-card bg-raised p-4 shadow-[0_1px_0_var(--line)]">
      <summary className="min-h-6 cursor-pointer font-medium">{title}</summary>
      <div className="mt-3">{children}</div>
    </details>
  );
}

function Side({ station }: { station: Station }) {
  const t = useT();
  const rendition = usePlayer((player) => player.rendition);
  const detail = useQuery({
    queryKey: ['station', station.slug],
    queryFn: ({ signal }) => get<StationDetail>(`/api/v1/stations/${station.slug}`, signal),
    refetchInterval: 15_000,
  });
  const cost = rendition ? ` · ${t('player.perHour', { count: mbPerHour(rendition) })}` : '';
  return (
    <div className="mx-auto w-full max-w-md space-y-4 pb-10">
      <Sheet title={`${t('player.quality')}${cost}`}>
        <QualityChoice />
      </Sheet>
      <Sheet title={t('player.sleep')}>
        <SleepChoice />
      </Sheet>
      {detail.data && detail.data.next.length > 0 && (
        <section>
          <h3 className="text-lg font-semibold">{t('station.next')}</h3>
          <Songs songs={detail.data.next} coming />
        </section>
      )}
      {detail.data && detail.data.history.length > 0 && (
        <section>
          <h3 className="text-lg font-semibold">{t('station.history')}</h3>
          <Songs songs={detail.data.history} />
        </section>
      )}
    </div>
  );
}

/** The player over the whole screen: cover with the pulse, what is on, next and before. */
export function FullPlayer() {
  const t = useT();
  const station = usePlayer((player) => player.station);
  const open = usePlayer((player) => player.open);
  const close = () => actions.setOpen(false);
  return (
    <Dialog open={open && station !== null} onClose={close} title={t('player.title')} full>
      {station && (
        <div className="mx-auto max-w-[1100px] px-4">
          <div className="sticky top-0 z-10 flex justify-between pt-3">
            <IconButton icon="down" label={t('app.close')} onClick={close} className="bg-raised shadow-(--shadow)" />
          </div>
          <div className="grid grid-cols-1 gap-8 lg:grid-cols-2 lg:items-start lg:pt-6">
            <Stage station={station} />
            <Side station={station} />
          </div>
        </div>
      )}
    </Dialog>
  );
}
