import { create } from 'zustand';
import { post } from '@/shared/api/client';
import { type Episode, type Show, showPath } from '@/shared/api/shows';
import { faultText } from '@/shared/lib/faults';
import { sendSound } from './tus';

export interface Sending {
  key: number;
  name: string;
  size: number;
  sent: number;
  state: 'sending' | 'done' | 'failed';
  reason?: string;
}

let last = 0;

/** Sounds of episodes on their way; they go on while one works on other pages. */
export const useSending = create<{ items: Sending[] }>(() => ({ items: [] }));

const change = (key: number, part: Partial<Sending>) =>
  useSending.setState(({ items }) => ({ items: items.map((one) => (one.key === key ? { ...one, ...part } : one)) }));

/** A title out of a file's name. */
export const titleOf = (name: string): string =>
  name
    .replace(/\.[^.]{1,5}$/, '')
    .replaceAll('_', ' ')
    .trim()
    .slice(0, 300) || name;

async function track(file: File, channel: string, episodeOf: () => Promise<string>, onChange: () => void) {
  last += 1;
  const key = last;
  const item: Sending = { key, name: file.name, size: file.size, sent: 0, state: 'sending' };
  useSending.setState(({ items }) => ({ items: [...items.filter((one) => one.state !== 'done'), item] }));
  try {
    const episode = await episodeOf();
    onChange();
    await sendSound(file, { channel, episode }, (sent) => change(key, { sent }));
    change(key, { state: 'done', sent: file.size });
  } catch (error) {
    change(key, { state: 'failed', reason: faultText(error) });
  }
  onChange();
}

/** Makes each file an episode of a show, one after the other. */
export async function sendEpisodes(show: Show, files: Iterable<File>, onChange: () => void): Promise<void> {
  for (const file of [...files]) {
    const make = async () => {
      const titles = { [show.language]: titleOf(file.name) };
      return (await post<Episode>(showPath(show.slug, 'episodes'), { titles })).id;
    };
    await track(file, show.channel ?? '', make, onChange);
  }
}

/** Makes a file the sound of an episode that is there. */
export const replaceSound = (channel: string, id: string, file: File, onChange: () => void): Promise<void> =>
  track(file, channel, () => Promise.resolve(id), onChange);

/** Forgets those that are over. */
export const clearSent = (): void =>
  useSending.setState(({ items }) => ({ items: items.filter((one) => one.state === 'sending') }));
