import { useState } from 'react';
import type { ScheduleTiming } from '@/shared/api/schedule';
import type { Day } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import { Field, Select } from '@/shared/ui/Field';
import { DayButtons } from '../HoursEditor';
import { nthOf, type Repeat, repeatOf, ruleOf } from './repeat';

const KINDS = ['once', 'daily', 'weekly', 'monthly', 'monthday', 'other'] as const;
const NTH = [1, 2, 3, 4, -1] as const;

interface Props {
  timing: ScheduleTiming;
  set: (part: Partial<ScheduleTiming>) => void;
}

/** How it comes again. */
export function RepeatFields({ timing, set }: Props) {
  const t = useT();
  const [repeat, setRepeat] = useState<Repeat>(() => repeatOf(timing.repeat, timing.first));
  const days = t('time.week').split('|');
  const change = (part: Partial<Repeat>) => {
    const next = { ...repeat, ...part };
    setRepeat(next);
    set({ repeat: ruleOf(next, timing.first) });
  };
  const choose = (kind: Repeat['kind']) =>
    change({ kind, nth: Math.min(4, nthOf(timing.first)), rule: timing.repeat ?? '' });
  const NAMES: Day[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
  return (
    <>
      <Select
        label={t('schedule.repeat')}
        value={repeat.kind}
        onChange={(event) => choose(event.target.value as Repeat['kind'])}
      >
        {KINDS.map((kind) => (
          <option key={kind} value={kind}>
            {t(`schedule.repeat.${kind}`)}
          </option>
        ))}
      </Select>
      {repeat.kind !== 'once' && repeat.kind !== 'other' && (
        <Field
          label={t('schedule.until')}
          hint={t('schedule.untilHint')}
          type="date"
          min={timing.first}
          value={repeat.until}
          onChange={(event) => change({ until: event.target.value })}
        />
      )}
      {repeat.kind === 'weekly' && (
        <>
          <div className="sm:col-span-2">
            <DayButtons days={repeat.days} onChange={(chosen) => change({ days: chosen })} />
          </div>
          <Select
            label={t('schedule.every')}
            value={repeat.interval}
            onChange={(event) => change({ interval: Number(event.target.value) })}
          >
            {[1, 2, 3, 4].map((weeks) => (
              <option key={weeks} value={weeks}>
                {t('schedule.weeksOf', { count: weeks })}
              </option>
            ))}
          </Select>
        </>
      )}
      {repeat.kind === 'monthly' && (
        <div className="grid grid-cols-2 gap-3">
          <Select
            label={t('schedule.nth')}
            value={repeat.nth}
            onChange={(event) => change({ nth: Number(event.target.value) })}
          >
            {NTH.map((nth, at) => (
              <option key={nth} value={nth}>
                {t('schedule.nths').split('|')[at]}
              </option>
            ))}
          </Select>
          <Select
            label={t('playlist.days')}
            value={repeat.days[0]}
            onChange={(event) => change({ days: [event.target.value as Day] })}
          >
            {NAMES.map((day, at) => (
              <option key={day} value={day}>
                {days[at]}
              </option>
            ))}
          </Select>
        </div>
      )}
      {repeat.kind === 'other' && (
        <Field
          label={t('schedule.rule')}
          hint={t('schedule.ruleHint')}
          dir="ltr"
          required
          maxLength={500}
          placeholder="FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=23"
          value={repeat.rule}
          onChange={(event) => change({ rule: event.target.value })}
        />
      )}
    </>
  );
}
