import type { Day, Hours } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import { Button, IconButton } from '@/shared/ui/Button';
import { Field } from '@/shared/ui/Field';

const DAYS: readonly Day[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
/** What the server keeps at most. */
const MOST = 50;
const EVENING: Hours = { days: [...DAYS], from: '21:00', to: '23:00' };

/** The days with one put in or taken out; none is left to mean every day. */
export const toggledDay = (days: readonly Day[], day: Day): Day[] => {
  const all = days.length === 0 ? DAYS : days;
  const next = DAYS.filter((one) => (one === day) !== all.includes(one));
  return next.length === 0 ? [...all] : next;
};

/** The days of the week, to be pressed. */
export function DayButtons({ days, onChange }: { days: readonly Day[]; onChange: (days: Day[]) => void }) {
  const t = useT();
  const names = t('time.week').split('|');
  const isOn = (day: Day) => days.length === 0 || days.includes(day);
  return (
    <fieldset className="flex w-full flex-wrap gap-1.5 border-0 p-0">
      <legend className="sr-only">{t('playlist.days')}</legend>
      {DAYS.map((day, at) => (
        <button
          key={day}
          type="button"
          aria-pressed={isOn(day)}
          onClick={() => onChange(toggledDay(days, day))}
          className="min-h-11 rounded-full border border-line px-3 text-sm text-muted aria-pressed:border-ink aria-pressed:bg-sunken aria-pressed:font-medium aria-pressed:text-ink"
        >
          {names[at]}
        </button>
      ))}
    </fieldset>
  );
}

function Row({ hours, onChange, onRemove }: { hours: Hours; onChange: (to: Hours) => void; onRemove: () => void }) {
  const t = useT();
  return (
    <li className="flex flex-wrap items-end gap-3 py-3">
      <DayButtons days={hours.days} onChange={(days) => onChange({ ...hours, days })} />
      <Field
        label={t('playlist.from')}
        type="time"
        required
        value={hours.from}
        onChange={(event) => onChange({ ...hours, from: event.target.value })}
      />
      <Field
        label={t('playlist.to')}
        type="time"
        required
        value={hours.to}
        after={hours.to <= hours.from ? t('playlist.nextDay') : undefined}
        onChange={(event) => onChange({ ...hours, to: event.target.value })}
      />
      <IconButton
        icon="trash"
        label={`${t('playlist.removeHours')}: ${hours.from}–${hours.to}`}
        className="ms-auto"
        onClick={onRemove}
      />
    </li>
  );
}

interface Props {
  hours: readonly Hours[];
  zone: string;
  /** What they are for. */
  hint: string;
  /** What none of them means. */
  always: string;
  onChange: (hours: Hours[]) => void;
}

/** When in the week something takes part. */
export function HoursEditor({ hours, zone, hint, always, onChange }: Props) {
  const t = useT();
  return (
    <section aria-label={t('playlist.hours')}>
      <h3 className="font-medium">{t('playlist.hours')}</h3>
      <p className="text-sm text-muted">
        {hint} <bdi dir="ltr">({zone})</bdi>
      </p>
      {hours.length === 0 && <p className="py-2">{always}</p>}
      <ul className="divide-y divide-line">
        {hours.map((one, at) => (
          <Row
            key={at}
            hours={one}
            onChange={(to) => onChange(hours.map((other, place) => (place === at ? to : other)))}
            onRemove={() => onChange(hours.filter((_, place) => place !== at))}
          />
        ))}
      </ul>
      <Button icon="plus" disabled={hours.length >= MOST} onClick={() => onChange([...hours, EVENING])}>
        {t('playlist.addHours')}
      </Button>
    </section>
  );
}
