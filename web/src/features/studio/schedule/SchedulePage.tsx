import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { post } from '@/shared/api/client';
import type { ScheduleDraft, ScheduleEntry, Showing, Week } from '@/shared/api/schedule';
import { channelPath, useChannelList, useChannelPart, useRefresh } from '@/shared/api/studio';
import { useT } from '@/shared/i18n/core';
import { attempt } from '@/shared/lib/faults';
import { Button, IconButton } from '@/shared/ui/Button';
import { Confirm } from '@/shared/ui/Confirm';
import { Dialog } from '@/shared/ui/Dialog';
import { Panel } from '@/shared/ui/Panel';
import { Failed } from '@/shared/ui/State';
import { say } from '@/shared/ui/Toast';
import { useChannel } from '../useChannel';
import { Clashes } from './Clashes';
import { EntryForm } from './EntryForm';
import { blank, dateAfter, localOf, mondayOf } from './schedule';
import { WeekView } from './WeekView';
import { dayName } from './words';

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** What is being written: a new entry, or one of those there are, perhaps for one of its dates. */
interface Open {
  draft: ScheduleDraft;
  entry?: ScheduleEntry;
  showing?: Showing;
}

/** The week as it will be, and the entries it is made of. */
export function SchedulePage() {
  const t = useT();
  const { slug, settings } = useChannel();
  const refresh = useRefresh(slug);
  const [params, setParams] = useSearchParams();
  const today = localOf(Date.now(), settings.time_zone).date;
  const asked = params.get('week') ?? '';
  const first = mondayOf(DATE.test(asked) && !Number.isNaN(Date.parse(asked)) ? asked : today);
  const from = [first, today].sort().at(-1) ?? today;
  const part = `schedule/showings?from=${first}`;
  const week = useChannelPart<Week>(slug, part, 60_000);
  const entries = useChannelList<ScheduleEntry>(slug, 'schedule');
  const [open, setOpen] = useState<Open | null>(null);
  const go = (to: string) => setParams(to === mondayOf(today) ? {} : { week: to }, { replace: true });
  const renew = () => refresh('schedule', part);
  const edit = (showing: Showing) => {
    const entry = entries.data?.items.find((one) => one.id === showing.entry);
    if (entry) setOpen({ draft: entry, entry, showing });
  };
  const copy = async () => {
    const wanted = { from: first, to: dateAfter(first, 7) };
    const done = await attempt(async () => {
      const { added } = await post<{ added: number }>(channelPath(slug, 'schedule/copy-week'), wanted);
      say(t('schedule.copied', { count: added }));
    });
    if (done) go(wanted.to);
    await renew();
  };
  return (
    <div className="space-y-5">
      <Panel
        title={t('schedule.week', { from: dayName(t, first), until: dayName(t, dateAfter(first, 6)) })}
        aside={
          <Button look="main" icon="plus" onClick={() => setOpen({ draft: blank(from) })}>
            {t('schedule.new')}
          </Button>
        }
      >
        <nav aria-label={t('schedule.weeks')} className="mb-4 flex flex-wrap items-center gap-2">
          <IconButton
            icon="down"
            label={t('schedule.before')}
            onClick={() => go(dateAfter(first, -7))}
            className="rotate-90 rtl:-rotate-90"
          />
          <Button onClick={() => go(mondayOf(today))}>{t('schedule.thisWeek')}</Button>
          <IconButton
            icon="down"
            label={t('schedule.after')}
            onClick={() => go(dateAfter(first, 7))}
            className="-rotate-90 rtl:rotate-90"
          />
          <span className="ms-auto flex flex-wrap items-center gap-x-4">
            <a
              href={`${channelPath(slug, 'schedule')}.ics`}
              download
              className="inline-flex min-h-11 items-center text-sky"
            >
              {t('schedule.export')}
            </a>
            <Confirm
              label={t('schedule.copy')}
              question={t('schedule.copyAsk')}
              consequence={t('schedule.copy')}
              onConfirm={() => void copy()}
            >
              {(ask) => (
                <Button look="quiet" icon="copy" onClick={ask}>
                  {t('schedule.copy')}
                </Button>
              )}
            </Confirm>
          </span>
        </nav>
        {week.isError && <Failed text={t('common.offline')} onRetry={() => void week.refetch()} />}
        {week.data && <Clashes clashes={week.data.clashes} zone={week.data.time_zone} />}
        {week.data && <WeekView week={week.data} today={today} onOpen={edit} />}
        {week.data?.items.length === 0 && <p className="py-6 text-center text-muted">{t('schedule.empty')}</p>}
      </Panel>
      <Dialog
        open={open !== null}
        onClose={() => setOpen(null)}
        title={open?.entry ? t('schedule.edit', { title: open.entry.title }) : t('schedule.new')}
        className="sm:w-[min(94vw,46rem)]"
      >
        {open && (
          <EntryForm
            key={open.entry?.id ?? 'new'}
            {...open}
            onDone={() => {
              setOpen(null);
              void renew();
            }}
          />
        )}
      </Dialog>
    </div>
  );
}
