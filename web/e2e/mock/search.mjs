// Search over the fixtures: by letters only, with a few words known in both scripts.
import { STATIONS } from './data.mjs';

const BOTH = { mehfil: 'محفل', nusrat: 'نصرت', heer: 'ہیر', jugni: 'جگنی' };

const item = (station, kind, title, subtitle, seconds) => ({
  key: `${kind}:${station.slug}-${title}`,
  kind,
  title,
  subtitle,
  language: station.language,
  channels: [{ slug: station.slug, name: station.name }],
  path: `/stations/${station.slug}`,
  seconds,
  explicit: false,
});

/** Everything that can be found. */
export const ALL = STATIONS.flatMap((station) => [
  item(station, 'station', station.name, '', 0),
  ...[...new Set(station.songs.map((song) => song.artist))].map((artist) => item(station, 'person', artist, '', 0)),
  ...station.songs.map((song) => item(station, 'track', song.title, song.artist, song.duration_ms / 1000)),
]);

function marks(text, words) {
  return words
    .flatMap((word) => {
      const start = text.toLowerCase().indexOf(word);
      return start < 0 ? [] : [{ start, end: start + word.length }];
    })
    .sort((a, b) => a.start - b.start);
}

const known = (word) =>
  Object.entries(BOTH).find(([roman]) => roman === word || (word.length > 2 && roman.startsWith(word)))?.[1] ?? word;

function hits(query) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean).map(known);
  return ALL.map((one) => ({
    ...one,
    title_marks: marks(one.title, words),
    subtitle_marks: marks(one.subtitle, words),
    exact: true,
    by: 'words',
  })).filter((one) => one.title_marks.length + one.subtitle_marks.length > 0);
}

/** What any of the texts finds, below what stands first whatever is typed. */
export function sectionsOf(texts, first = []) {
  const isNew = (one, at, all) => all.findIndex(({ key }) => key === one.key) === at;
  const found = [...first, ...texts.flatMap(hits)].filter(isNew);
  const kinds = [...new Set(found.map((one) => one.kind))];
  return kinds.map((kind) => ({ kind, hits: found.filter((one) => one.kind === kind) }));
}

function answer(url) {
  const query = url.searchParams.get('q') ?? '';
  const roman = BOTH[query.toLowerCase()];
  return {
    search_id: url.searchParams.has('partial') ? undefined : '0f8fad5b-d9cb-469f-a165-70867728950e',
    read_as: roman,
    did_you_mean: query === 'jugnni' ? 'jugni' : undefined,
    sections: sectionsOf([query]),
    limited: false,
    took_ms: 1,
  };
}

const DAY = { searches: 240, without_result: 31, clicked: 120, reciprocal_rank: 0.72 };
const NUMBERS = {
  days: ['2026-11-24', '2026-11-25', '2026-11-26'].map((day) => ({ day, ...DAY })),
  found: [
    { query: 'نصرت فتح علی خان', people: 41, searches: 66 },
    { query: 'heer waris shah', people: 17, searches: 19 },
  ],
  not_found: [
    { query: 'عاطف اسلم', people: 12, searches: 20 },
    { query: 'pasoori', people: 1, searches: 1 },
  ],
};

function postRoute(request, url) {
  if (url.pathname === '/api/v1/search/clicks') return { status: 204 };
  if (url.pathname !== '/api/v1/search/speech') return undefined;
  const isSound =
    /^audio\/\w+/.test(request.headers['content-type']) && Number(request.headers['content-length']) > 100;
  const texts = isSound && url.searchParams.get('language') === 'ur' ? ['xyzzyqqq', 'محفل'] : [];
  return { status: 200, body: { texts } };
}

/** The answer to a request of search; `undefined` for any other. */
export function searchRoute(request, url) {
  if (request.method === 'POST') return postRoute(request, url);
  if (url.pathname === '/api/v1/search') {
    if ((url.searchParams.get('q') ?? '').length > 256) return { status: 400 };
    return { status: 200, body: answer(url) };
  }
  if (url.pathname === '/api/v1/search/suggest') {
    const found = hits(url.searchParams.get('q') ?? '').slice(0, 8);
    return { status: 200, body: { suggestions: found.map(({ title, kind, path }) => ({ text: title, kind, path })) } };
  }
  if (url.pathname === '/api/v1/search/trends') return { status: 200, body: { queries: ['نصرت فتح علی خان', 'heer'] } };
  if (url.pathname === '/api/v1/search/features') return { status: 200, body: { speech: true, meaning: 'catalogue' } };
  if (url.pathname === '/api/v1/search/numbers') return { status: 200, body: NUMBERS };
  return undefined;
}
