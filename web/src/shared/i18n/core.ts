import { create } from 'zustand';
import { type Lang, usePrefs } from '@/shared/lib/prefs';
import { digits, formatCount } from './format';
import type { Key, Message, Params } from './types';

export const LANGS: readonly Lang[] = ['en', 'ur', 'pa', 'sd', 'ps', 'bal'];

/** How each language calls itself. */
export const NAMES: Record<Lang, string> = {
  en: 'English',
  ur: 'اردو',
  pa: 'پنجابی',
  sd: 'سنڌي',
  ps: 'پښتو',
  bal: 'بلوچی',
};

/** BCP 47 tags for the `lang` attribute; plain `pa` would mean Gurmukhi script. */
export const TAGS: Record<Lang, string> = { en: 'en', ur: 'ur', pa: 'pa-Arab', sd: 'sd', ps: 'ps', bal: 'bal' };

export const isRtl = (lang: Lang): boolean => lang !== 'en';

type Words = Partial<Record<Key, Message>>;
type Module = { default: Words };
export type Scope = 'listen' | 'studio' | 'shows' | 'account';

const files = import.meta.glob<Module>(['./listen/*.ts', './studio/*.ts', './shows/*.ts', './account/*.ts']);

interface I18n {
  lang: Lang;
  words: Words;
  scopes: readonly Scope[];
}

const useStore = create<I18n>(() => ({ lang: 'en', words: {}, scopes: [] }));

/** The language asked for, else the first of the browser's that we speak, else English. */
export function detectLang(saved: Lang | null, wanted: readonly string[]): Lang {
  if (saved) return saved;
  for (const tag of wanted) {
    const base = tag.toLowerCase().split('-')[0] ?? '';
    const lang = base === 'pnb' ? 'pa' : LANGS.find((known) => known === base);
    if (lang) return lang as Lang;
  }
  return 'en';
}

async function load(lang: Lang, scope: Scope): Promise<Words> {
  const file = files[`./${scope}/${lang}.ts`];
  return file ? (await file()).default : {};
}

/** Loads a language with the scopes in use and makes it the page's. */
export async function setLang(lang: Lang, extra: readonly Scope[] = []): Promise<void> {
  const scopes = [...new Set<Scope>(['listen', ...useStore.getState().scopes, ...extra])];
  const parts = await Promise.all(scopes.map((scope) => load(lang, scope)));
  useStore.setState({ lang, scopes, words: Object.assign({}, ...parts) });
  document.documentElement.lang = TAGS[lang];
  document.documentElement.dir = isRtl(lang) ? 'rtl' : 'ltr';
}

/** Loads the words of parts of the app that are not the listener's. */
export const loadScope = (...scopes: Scope[]): Promise<void> => setLang(useStore.getState().lang, scopes);

/** Changes the language and remembers the choice. */
export async function chooseLang(lang: Lang): Promise<void> {
  await setLang(lang);
  usePrefs.getState().set({ lang });
}

/** Puts values into a message; `count` chooses between one and other, numbers get the language's digits. */
export function fill(lang: Lang, message: Message | undefined, params: Params = {}): string {
  if (message === undefined) return '';
  const text = typeof message === 'string' ? message : params.count === 1 ? message.one : message.other;
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    if (typeof value === 'number') return formatCount(lang, value);
    return value === undefined ? '' : String(value);
  });
}

export interface Translate {
  (key: Key, params?: Params): string;
  lang: Lang;
}

/** A translator for code outside of components. */
export function translate(key: Key, params?: Params): string {
  const { lang, words } = useStore.getState();
  return fill(lang, words[key], params);
}

/** The translator; the component is drawn again when the language changes. */
export function useT(): Translate {
  const lang = useStore((state) => state.lang);
  const words = useStore((state) => state.words);
  const translateHere = (key: Key, params?: Params) => fill(lang, words[key], params);
  return Object.assign(translateHere, { lang });
}

export { digits };
