import type { Quality } from '@/shared/lib/prefs';

/** What this device and its line can do. */
export interface Surroundings {
  saveData: boolean;
  /** As `navigator.connection.effectiveType`, or null where the browser does not tell. */
  effectiveType: string | null;
  cellular: boolean;
  canOpus: boolean;
}

type Family = 'mp3' | 'aac' | 'opus';
const EXTENSION: Record<Family, string> = { mp3: 'mp3', aac: 'aac', opus: 'ogg' };

/** In order of preference; the first that the station has is taken. */
const WISHES: Record<Exclude<Quality, 'auto'>, readonly string[]> = {
  saver: ['opus-24', 'opus-32', 'aac-48', 'opus-64', 'aac-64'],
  low: ['aac-64', 'opus-64', 'aac-48'],
  normal: ['mp3-128', 'aac-128', 'opus-128', 'aac-64'],
  high: ['aac-256', 'mp3-320', 'aac-320', 'mp3-192', 'mp3-128'],
};

const family = (rendition: string): Family => rendition.split('-')[0] as Family;
export const kbpsOf = (rendition: string): number => Number(rendition.split('-')[1] ?? 0);

/** Megabytes an hour, rounded to whole ones; 3 % are added for headers and packets. */
export const mbPerHour = (rendition: string): number => Math.round(kbpsOf(rendition) * 0.45 * 1.03);

function automatic(around: Surroundings): Exclude<Quality, 'auto'> {
  if (around.saveData || around.effectiveType === '2g' || around.effectiveType === 'slow-2g') return 'saver';
  if (around.effectiveType === '3g' || around.cellular) return 'low';
  return 'normal';
}

/** The rendition to play: by the listener's choice, what the station offers, and the surroundings. */
export function pickRendition(offered: readonly string[], quality: Quality, around: Surroundings): string {
  const playable = offered.filter((name) => around.canOpus || family(name) !== 'opus');
  const wishes = WISHES[quality === 'auto' ? automatic(around) : quality];
  const wished = wishes.find((name) => playable.includes(name));
  if (wished) return wished;
  const target = kbpsOf(wishes[0] ?? 'mp3-128');
  const nearest = [...playable].sort((one, two) => Math.abs(kbpsOf(one) - target) - Math.abs(kbpsOf(two) - target));
  return nearest[0] ?? 'mp3-128';
}

/** The rendition for time shift: HLS carries AAC and Opus, so MP3 becomes the nearest AAC. */
export function hlsRendition(offered: readonly string[], rendition: string): string | null {
  if (family(rendition) !== 'mp3') return rendition;
  const aac = offered.filter((name) => family(name) === 'aac');
  const target = kbpsOf(rendition);
  return [...aac].sort((one, two) => Math.abs(kbpsOf(one) - target) - Math.abs(kbpsOf(two) - target))[0] ?? null;
}

export const progressiveUrl = (slug: string, rendition: string): string =>
  `/live/${slug}/${rendition}.${EXTENSION[family(rendition)] ?? 'mp3'}`;

export const hlsUrl = (slug: string, rendition: string): string => `/live/${slug}/${rendition}/index.m3u8`;

interface Connection {
  saveData?: boolean;
  effectiveType?: string;
  type?: string;
}

/** Reads the surroundings from the browser. */
export function lookAround(): Surroundings {
  const connection = (navigator as Navigator & { connection?: Connection }).connection;
  const probe = document.createElement('audio');
  return {
    saveData: connection?.saveData ?? false,
    effectiveType: connection?.effectiveType ?? null,
    cellular: connection?.type === 'cellular',
    canOpus: probe.canPlayType('audio/ogg; codecs=opus') !== '',
  };
}
