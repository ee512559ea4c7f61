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
  /** What was searched for lately, the last first. */
  searches: string[];
  set: (change: Partial<Omit<Prefs, 'set' | 'toggleFollow' | 'visited' | 'searched'>>) => void;
  toggleFollow: (slug: string) => void;
  visited: (slug: string) => void;
  searched: (query: string) => void;
}

const RECENT = 6;
const SEARCHES = 8;

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
      searches: [],
      set: (change) => set(change),
      toggleFollow: (slug) =>
        set((prefs) => ({
          followed: prefs.followed.includes(slug)
            ? prefs.followed.filter((other) => other !== slug)
            : [slug, ...prefs.followed],
        })),
      visited: (slug) =>
        set((prefs) => ({ recent: [slug, ...prefs.recent.filter((other) => other !== slug)].slice(0, RECENT) })),
      searched: (query) =>
        set((prefs) => ({
          searches: [query, ...prefs.searches.filter((other) => other !== query)].slice(0, SEARCHES),
        })),
    }),
    { name: 'awaz.prefs' },
  ),
);
