import type { ScheduleDay, Showing, Week } from '@/shared/api/schedule';
import { useT } from '@/shared/i18n/core';
import { digits } from '@/shared/i18n/format';
import { blocksOf, localOf } from './schedule';
import { clockOf, dayName } from './words';

/** Height of an hour, px: what is shorter than a quarter is drawn as one. */
const HOUR_PX = 40;
const SHORTEST_MIN = 28;

interface Props {
  week: Week;
  today: string;
  onOpen: (showing: Showing) => void;
}

const look = ({ is_draft, presenters }: Showing) => {
  if (is_draft) return 'border-dashed border-muted bg-paper text-muted';
  return presenters.length > 0 ? 'border-voice bg-raised' : 'border-line bg-sunken';
};

/** The moon, the holiday and, in Ramadan, the sun of a day. */
function DayHead({ day, zone, isToday }: { day: ScheduleDay; zone: string; isToday: boolean }) {
  const t = useT();
  const month = t('hijri.months').split('|')[(day.hijri[1] ?? 1) - 1] ?? '';
  const sun = (at: string | undefined) => (at ? clockOf(t, localOf(Date.parse(at), zone).minute) : '');
  return (
    <>
      <h3 className={`font-medium ${isToday ? 'text-voice' : ''}`} aria-current={isToday ? 'date' : undefined}>
        {dayName(t, day.date)}
      </h3>
      <p className="text-xs text-muted">
        {digits(t.lang, String(day.hijri[2]))} {month}
      </p>
      {day.is_ramadan && day.fajr && (
        <p className="text-xs text-saffron tabular">
          {t('schedule.fast', { from: sun(day.fajr), until: sun(day.maghrib) })}
        </p>
      )}
      {day.holiday && (
        <p className="text-xs font-medium text-leaf">
          <bdi>{day.holiday}</bdi>
        </p>
      )}
    </>
  );
}

function Column({ week, day, today, onOpen }: Props & { day: ScheduleDay }) {
  const t = useT();
  return (
    <li className="min-w-0">
      <div className="h-24 overflow-hidden px-1">
        <DayHead day={day} zone={week.time_zone} isToday={day.date === today} />
      </div>
      <div
        className="relative border-s border-line bg-[repeating-linear-gradient(to_bottom,var(--line)_0_1px,transparent_1px_40px)]"
        style={{ height: 24 * HOUR_PX }}
      >
        {blocksOf(week, day.date).map((block) => (
          <button
            key={`${block.showing.entry}${block.from}`}
            type="button"
            onClick={() => onOpen(block.showing)}
            className={`absolute flex flex-col items-start overflow-hidden rounded-md py-0.5 border-s-4 border px-1 text-start text-xs leading-tight ${look(block.showing)}`}
            style={{
              top: (block.from / 60) * HOUR_PX,
              height: (Math.max(SHORTEST_MIN, block.until - block.from) / 60) * HOUR_PX - 1,
              insetInlineStart: `${(block.lane / block.lanes) * 100}%`,
              width: `${100 / block.lanes}%`,
            }}
          >
            <bdi className="max-w-full font-medium [overflow-wrap:anywhere]">{block.showing.title}</bdi>{' '}
            <span className="tabular text-muted">{clockOf(t, block.from)}</span>{' '}
            <span className="sr-only">
              – {clockOf(t, block.until)} {block.showing.is_draft && t('schedule.draft')}
            </span>
          </button>
        ))}
      </div>
    </li>
  );
}

/** The days one below the other, for narrow screens. */
function DayList({ week, today, onOpen }: Props) {
  const t = useT();
  return (
    <ol className="divide-y divide-line lg:hidden">
      {week.days.map((day) => (
        <li key={day.date} className="py-3">
          <DayHead day={day} zone={week.time_zone} isToday={day.date === today} />
          <ul className="mt-1 space-y-1">
            {blocksOf(week, day.date).map((block) => (
              <li key={`${block.showing.entry}${block.from}`}>
                <button
                  type="button"
                  onClick={() => onOpen(block.showing)}
                  className={`flex min-h-11 w-full items-center gap-3 rounded-lg border border-s-4 px-3 py-1 text-start ${look(block.showing)}`}
                >
                  <span className="shrink-0 text-sm tabular text-muted">
                    <bdi>
                      {clockOf(t, block.from)} – {clockOf(t, block.until)}
                    </bdi>
                  </span>
                  <bdi className="min-w-0 truncate font-medium">{block.showing.title}</bdi>
                  {block.showing.is_draft && <span className="ms-auto shrink-0 text-sm">{t('schedule.draft')}</span>}
                </button>
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}

/** A week, as columns where there is room. */
export function WeekView(props: Props) {
  const t = useT();
  const hours = Array.from({ length: 24 }, (_, hour) => hour);
  return (
    <>
      <DayList {...props} />
      <div className="flex max-lg:hidden">
        <div aria-hidden="true" className="w-12 shrink-0 pt-24 text-xs text-muted tabular">
          {hours.map((hour) => (
            <div key={hour} style={{ height: HOUR_PX }}>
              {clockOf(t, hour * 60)}
            </div>
          ))}
        </div>
        <ol className="grid min-w-0 grow grid-cols-7">
          {props.week.days.map((day) => (
            <Column key={day.date} {...props} day={day} />
          ))}
        </ol>
      </div>
    </>
  );
}
