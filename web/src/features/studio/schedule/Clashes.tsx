import type { Clash } from '@/shared/api/schedule';
import { useT } from '@/shared/i18n/core';
import { Icon } from '@/shared/ui/Icon';
import { localOf } from './schedule';
import { clockOf, dayName } from './words';

/** Where two are on at once, those that only break into another left aside. */
export function Clashes({ clashes, zone }: { clashes: readonly Clash[]; zone: string }) {
  const t = useT();
  const real = clashes.filter((clash) => !clash.is_within);
  if (real.length === 0) return null;
  return (
    <section aria-label={t('schedule.clashes')} className="mb-4 rounded-card border border-saffron p-3">
      <h3 className="flex items-center gap-2 font-medium text-saffron">
        <Icon name="warn" size={20} />
        {t('schedule.clashes')}
      </h3>
      <ul className="mt-1 space-y-1 text-sm">
        {real.map((clash) => {
          const from = localOf(Date.parse(clash.from), zone);
          return (
            <li key={`${clash.from}${clash.first}${clash.second}`}>
              <span className="tabular">
                {dayName(t, from.date)}, <bdi>{clockOf(t, from.minute)}</bdi>:
              </span>{' '}
              <bdi>{clash.first_title}</bdi> / <bdi>{clash.second_title}</bdi>
            </li>
          );
        })}
      </ul>
      <p className="mt-1 text-sm text-muted">{t('schedule.clashHint')}</p>
    </section>
  );
}
