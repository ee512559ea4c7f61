import type { Translate } from '@/shared/i18n/core';
import { digits } from '@/shared/i18n/format';

/** A date as people say it: Fri, 4 Dec. */
export function dayName(t: Translate, date: string): string {
  const at = new Date(`${date}T00:00:00Z`);
  const day = t('time.week').split('|')[(at.getUTCDay() + 6) % 7] ?? '';
  const month = t('time.months').split('|')[at.getUTCMonth()] ?? '';
  return `${day} ${digits(t.lang, String(at.getUTCDate()))} ${month}`;
}

/** A time of day out of the minutes after midnight: 21:05. */
export function clockOf(t: Translate, minute: number): string {
  const pad = (value: number) => String(value).padStart(2, '0');
  return digits(t.lang, `${pad(Math.floor(minute / 60) % 24)}:${pad(minute % 60)}`);
}
