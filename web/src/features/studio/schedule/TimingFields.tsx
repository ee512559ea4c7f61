import type { Prayer, ScheduleDraft, ScheduleTiming } from '@/shared/api/schedule';
import { useT } from '@/shared/i18n/core';
import { Field, Select } from '@/shared/ui/Field';
import { useChannel } from '../useChannel';
import { RepeatFields } from './RepeatFields';
import { PRAYERS } from './schedule';

interface Props {
  draft: ScheduleDraft;
  change: (part: Partial<ScheduleDraft>) => void;
}

/** When on its dates it begins: by the clock or by the sun. */
function StartFields({ timing, set }: { timing: ScheduleTiming; set: (part: Partial<ScheduleTiming>) => void }) {
  const t = useT();
  const { start } = timing;
  const choose = (by: string) =>
    set({ start: by === 'clock' ? { by, at: '21:00' } : { by: 'sun', prayer: by as Prayer, offset_min: 0 } });
  return (
    <>
      <Select
        label={t('schedule.begins')}
        value={start.by === 'clock' ? 'clock' : start.prayer}
        onChange={(event) => choose(event.target.value)}
      >
        <option value="clock">{t('schedule.byClock')}</option>
        {PRAYERS.map((prayer) => (
          <option key={prayer} value={prayer}>
            {t(`prayer.${prayer}`)}
          </option>
        ))}
      </Select>
      {start.by === 'clock' ? (
        <Field
          label={t('schedule.at')}
          type="time"
          required
          value={start.at}
          onChange={(event) => set({ start: { by: 'clock', at: event.target.value } })}
        />
      ) : (
        <Field
          label={t('schedule.offset')}
          hint={t('schedule.offsetHint')}
          type="number"
          min={-720}
          max={720}
          required
          after={t('common.minutes')}
          value={start.offset_min ?? 0}
          onChange={(event) => set({ start: { ...start, offset_min: event.target.valueAsNumber || 0 } })}
        />
      )}
    </>
  );
}

/** When it is on. */
export function TimingFields({ draft, change }: Props) {
  const t = useT();
  const { settings } = useChannel();
  const { timing } = draft;
  const set = (part: Partial<ScheduleTiming>) => change({ timing: { ...timing, ...part } });
  return (
    <fieldset className="grid grid-cols-1 gap-4 border-0 p-0 sm:grid-cols-2">
      <legend className="mb-2 font-medium">
        {t('schedule.when')}{' '}
        <bdi dir="ltr" className="text-sm font-normal text-muted">
          ({settings.time_zone})
        </bdi>
      </legend>
      <Field
        label={t('schedule.first')}
        type="date"
        required
        min="2000-01-01"
        max="2199-12-31"
        value={timing.first}
        onChange={(event) => set({ first: event.target.value })}
      />
      <Field
        label={t('schedule.length')}
        type="number"
        min={1}
        max={1440}
        required
        after={t('common.minutes')}
        value={Number.isNaN(timing.minutes) ? '' : timing.minutes}
        onChange={(event) => set({ minutes: event.target.valueAsNumber })}
      />
      <StartFields timing={timing} set={set} />
      <RepeatFields timing={timing} set={set} />
      {timing.repeat && (
        <>
          <Select
            label={t('schedule.season')}
            value={timing.season ?? 'all'}
            onChange={(event) => set({ season: event.target.value as ScheduleTiming['season'] })}
          >
            <option value="all">{t('schedule.season.all')}</option>
            <option value="ramadan">{t('schedule.season.ramadan')}</option>
            <option value="not_ramadan">{t('schedule.season.not_ramadan')}</option>
          </Select>
          <Select
            label={t('schedule.holidays')}
            value={timing.holidays ?? 'run'}
            onChange={(event) => set({ holidays: event.target.value as ScheduleTiming['holidays'] })}
          >
            <option value="run">{t('schedule.holidays.run')}</option>
            <option value="skip">{t('schedule.holidays.skip')}</option>
            <option value="only">{t('schedule.holidays.only')}</option>
          </Select>
        </>
      )}
    </fieldset>
  );
}
