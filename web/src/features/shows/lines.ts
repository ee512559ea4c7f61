import type { Episode } from '@/shared/api/shows';
import type { Translate } from '@/shared/i18n/core';

/** Where an episode stands in its show: season and number, or what kind it is. */
export function numberLine(t: Translate, episode: Episode): string {
  if (episode.kind === 'trailer') return t('episode.trailer');
  if (episode.kind === 'bonus') return t('episode.bonus');
  const { season, number } = episode;
  if (season && number) return t('episode.seasonNumber', { season, number });
  return number ? t('episode.number', { number }) : '';
}
