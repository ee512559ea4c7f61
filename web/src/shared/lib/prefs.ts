import { create } from 'zustand';
import { persist } from 'zustand/middleware';

export type Lang = 'en' | 'ur' | 'pa' | 'sd' | 'ps' | 'bal';
export type Theme = 'system' | 'light' | 'dark' | 'car';
export type Quality = 'auto' | 'saver' | 'low' | 'normal' | 'high';

interface Prefs {
  lang: Lang | null;
  theme: Theme;
  nastaliq: boolean;
  quality: Quality;
  volume: number;
  muted: boolean;
  shortcuts: boolean;
  followed: string[];
  recent: string[];
  set: (change: Partial<Omit<Prefs, 'set' | 'toggleFollow' | 'visited'>>) => void;
  toggleFollow: (slug: string) => void;
  visited: (slug: string) => void;
}

const RECENT = 6;

/** What this phone remembers; nothing of it leaves the phone. */
export const usePrefs = create<Prefs>()(
  persist(
    (set) => ({
      lang: null,
      theme: 'system',
      nastaliq: true,
      quality: 'auto',
      volume: 1,
      muted: false,
      shortcuts: true,
      followed: [],
      recent: [],
      set: (change) => set(change),
      toggleFollow: (slug) =>
        set((prefs) => ({
          followed: prefs.followed.includes(slug)
            ? prefs.followed.filter((other) => other !== slug)
            : [slug, ...prefs.followed],
        })),
      visited: (slug) =>
        set((prefs) => ({ recent: [slug, ...prefs.recent.filter((other) => other !== slug)].slice(0, RECENT) })),
    }),
    { name: 'awaz.prefs' },
  ),
);
