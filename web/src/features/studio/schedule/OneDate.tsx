import { useState } from 'react';
import type { ScheduleDraft, Showing } from '@/shared/api/schedule';
import { useT } from '@/shared/i18n/core';
import { Button } from '@/shared/ui/Button';
import { Field } from '@/shared/ui/Field';
import { useChannel } from '../useChannel';
import { localOf, movedOn, withDate } from './schedule';
import { dayName } from './words';

interface Props {
  draft: ScheduleDraft;
  showing: Showing;
  busy: boolean;
  onSend: (draft: ScheduleDraft) => void;
}

/** What can be made different on the one date that was opened. */
export function OneDate({ draft, showing, busy, onSend }: Props) {
  const t = useT();
  const { settings } = useChannel();
  const from = localOf(Date.parse(showing.from), settings.time_zone).minute;
  const pad = (value: number) => String(value).padStart(2, '0');
  const [at, setAt] = useState(`${pad(Math.floor(from / 60))}:${pad(from % 60)}`);
  const minutes = Math.round((Date.parse(showing.until) - Date.parse(showing.from)) / 60_000);
  return (
    <section
      aria-label={t('schedule.thisDate', { date: dayName(t, showing.date) })}
      className="rounded-card bg-sunken p-4"
    >
      <h3 className="mb-2 font-medium">{t('schedule.thisDate', { date: dayName(t, showing.date) })}</h3>
      <div className="flex flex-wrap items-end gap-3">
        <Field label={t('schedule.at')} type="time" value={at} onChange={(event) => setAt(event.target.value)} />
        <Button disabled={busy || at === ''} onClick={() => onSend(movedOn(draft, showing.date, at, minutes))}>
          {t('schedule.move')}
        </Button>
        <Button disabled={busy} onClick={() => onSend(withDate(draft, showing.date, true))}>
          {t('schedule.off')}
        </Button>
        {showing.is_changed && (
          <Button disabled={busy} look="quiet" onClick={() => onSend(withDate(draft, showing.date, false))}>
            {t('schedule.asUsual')}
          </Button>
        )}
      </div>
    </section>
  );
}
