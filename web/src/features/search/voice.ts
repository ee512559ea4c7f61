import { get } from '@/shared/api/client';
import type { SearchAnswer } from '@/shared/api/types';
import type { Lang } from '@/shared/lib/prefs';
import { hitsOf, searchPath } from '@/shared/search/useSearch';

interface Recogniser {
  lang: string;
  maxAlternatives: number;
  interimResults: boolean;
  onresult: (event: { results: ArrayLike<ArrayLike<{ transcript: string }>> }) => void;
  onerror: (event: { error: string }) => void;
  onend: () => void;
  start(): void;
  stop(): void;
  abort(): void;
}

const ALTERNATIVES = 4;
/** What recognisers know; there is none for Balochi, whose speakers are understood best in Urdu. */
const SPOKEN: Record<Lang, string> = {
  en: 'en-IN',
  ur: 'ur-PK',
  pa: 'pa-Guru-IN',
  sd: 'sd-PK',
  ps: 'ps-AF',
  bal: 'ur-PK',
};

type Scope = { SpeechRecognition?: new () => Recogniser; webkitSpeechRecognition?: new () => Recogniser };

const maker = () => (globalThis as Scope).SpeechRecognition ?? (globalThis as Scope).webkitSpeechRecognition;

/** Whether this browser can hear. */
export const canHear = (): boolean => maker() !== undefined;

/** Why nothing was heard: not allowed, not understood, or nobody there who understands. */
export type Deaf = 'denied' | 'failed' | 'away';

/** What is told of one listening: the likeliest texts, or why there are none. */
export interface Hearing {
  onHeard: (texts: string[]) => void;
  onDeaf: (why: Deaf) => void;
}

/** Ways to end a listening: with what was said so far, and with nothing. */
export interface Ear {
  finish: () => void;
  abort: () => void;
}

/** Listens once, by the browser's own recogniser. */
export function listen(lang: Lang, { onHeard, onDeaf }: Hearing): Ear {
  const Maker = maker();
  if (!Maker) {
    onDeaf('failed');
    return { finish: () => undefined, abort: () => undefined };
  }
  const recogniser = new Maker();
  recogniser.lang = SPOKEN[lang];
  recogniser.maxAlternatives = ALTERNATIVES;
  recogniser.interimResults = false;
  let told = false;
  const tell = (act: () => void) => {
    if (told) return;
    told = true;
    act();
  };
  recogniser.onresult = (event) => {
    const texts = Array.from(event.results[0] ?? [], (one) => one.transcript.trim()).filter((text) => text !== '');
    tell(() => (texts.length > 0 ? onHeard([...new Set(texts)]) : onDeaf('failed')));
  };
  recogniser.onerror = ({ error }) => tell(() => onDeaf(error === 'not-allowed' ? 'denied' : 'failed'));
  recogniser.onend = () => tell(() => onDeaf('failed'));
  recogniser.start();
  return {
    finish: () => recogniser.stop(),
    abort: () => {
      told = true;
      recogniser.abort();
    },
  };
}

/** Of what may have been said, the first that names something here exactly, else the first that finds anything. */
export async function likeliest(texts: readonly string[]): Promise<string> {
  const answers = await Promise.all(
    texts.map((text) => get<SearchAnswer>(searchPath(text, false)).catch(() => ({ sections: [], limited: true }))),
  );
  const exact = answers.findIndex((answer) => hitsOf(answer).some((hit) => hit.exact));
  const any = answers.findIndex((answer) => hitsOf(answer).length > 0);
  return texts[exact >= 0 ? exact : Math.max(0, any)] ?? '';
}
