import { useState } from 'react';
import type { Almanac } from '@/shared/api/schedule';
import { useT } from '@/shared/i18n/core';
import { Button, IconButton } from '@/shared/ui/Button';
import { Field, Select } from '@/shared/ui/Field';
import { Panel } from '@/shared/ui/Panel';

const SHIFTS = [-2, -1, 0, 1, 2] as const;
/** What the server keeps at most. */
const MOST = 200;

function Holidays({ given }: { given: Almanac['holidays'] }) {
  const t = useT();
  const [days, setDays] = useState(() => given.map((day, key) => ({ ...day, key })));
  const add = () => setDays([...days, { key: Math.max(0, ...days.map((day) => day.key)) + 1, date: '', name: '' }]);
  return (
    <fieldset className="mt-4 border-0 p-0">
      <legend className="mb-1 font-medium">{t('almanac.holidays')}</legend>
      <ul className="divide-y divide-line">
        {days.map((day) => (
          <li key={day.key} className="flex flex-wrap items-end gap-3 py-2">
            <Field label={t('almanac.date')} name="holiday_date" type="date" required defaultValue={day.date} />
            <Field
              label={t('common.name')}
              name="holiday_name"
              required
              maxLength={100}
              dir="auto"
              defaultValue={day.name}
              className="min-w-40 grow"
            />
            <IconButton
              icon="trash"
              label={t('almanac.remove', { name: day.name || day.date })}
              onClick={() => setDays(days.filter((other) => other.key !== day.key))}
            />
          </li>
        ))}
      </ul>
      <Button icon="plus" disabled={days.length >= MOST} onClick={add}>
        {t('almanac.add')}
      </Button>
    </fieldset>
  );
}

/** The sun, the moon and the holidays that the schedule goes by. */
export function AlmanacFields({ almanac }: { almanac: Almanac }) {
  const t = useT();
  const moons = t('almanac.moons').split('|');
  return (
    <Panel title={t('almanac.title')}>
      <p className="mb-3 text-sm text-muted">{t('almanac.hint')}</p>
      <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
        <Field
          label={t('almanac.latitude')}
          name="latitude"
          type="number"
          min={-90}
          max={90}
          step="any"
          required
          after="°"
          defaultValue={almanac.place.latitude}
        />
        <Field
          label={t('almanac.longitude')}
          name="longitude"
          type="number"
          min={-180}
          max={180}
          step="any"
          required
          after="°"
          defaultValue={almanac.place.longitude}
        />
        <Select label={t('almanac.moon')} name="moon_shift" defaultValue={almanac.moon_shift}>
          {SHIFTS.map((shift, at) => (
            <option key={shift} value={shift}>
              {moons[at]}
            </option>
          ))}
        </Select>
        <Select label={t('almanac.asr')} name="asr" defaultValue={almanac.asr}>
          <option value="hanafi">{t('almanac.asr.hanafi')}</option>
          <option value="standard">{t('almanac.asr.standard')}</option>
        </Select>
      </div>
      <Holidays given={almanac.holidays} />
    </Panel>
  );
}
