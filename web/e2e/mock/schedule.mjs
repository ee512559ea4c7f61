// The schedule of the mock: kept while it runs; weeks are reckoned for what repeats weekly or not at all.
import { body, json, problem } from './server.mjs';

const DAY = 86_400_000;
const PKT = 5 * 3_600_000;
const dateOf = (ms) => new Date(ms).toISOString().slice(0, 10);
const msOf = (date) => Date.parse(`${date}T00:00:00Z`);
const monday = () => {
  const now = Date.now() + PKT;
  const day = (new Date(now).getUTCDay() + 6) % 7;
  return dateOf(now - day * DAY);
};
const after = (date, days) => dateOf(msOf(date) + days * DAY);
const draft = (id, title, days, at, minutes, more = {}) => ({
  id,
  version: 1,
  title,
  titles: {},
  description: '',
  once: false,
  hard_start: false,
  presenters: [],
  is_draft: false,
  is_unlisted: false,
  timing: {
    first: after(monday(), days[0]),
    start: { by: 'clock', at },
    minutes,
    repeat: `FREQ=WEEKLY;BYDAY=${days.map((day) => ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'][day]).join(',')}`,
  },
  ...more,
});

let entries = [
  draft('se_1', 'صبحِ لاہور', [0, 1, 2, 3, 4], '07:00', 180, { presenters: ['dj_1'] }),
  draft('se_2', 'Mehfil-e-Ghazal', [4, 5], '21:00', 150, { playlist: 'pl_2' }),
  draft('se_3', 'اذانِ عشاء', [0, 1, 2, 3, 4, 5, 6], '21:30', 8, { playlist: 'pl_3', once: true, is_unlisted: true }),
  draft('se_4', 'Cricket: Lahore v Karachi', [5], '14:00', 240, { presenters: ['dj_1'] }),
  draft('se_5', 'ہفتے کی ڈاک', [5], '17:00', 120),
  draft('se_6', 'Qawwali Night', [3], '22:00', 180, { is_draft: true }),
];

const CODES = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
function isOn(entry, date) {
  const { timing } = entry;
  if ((timing.also ?? []).includes(date) || date === timing.first) return true;
  const code = CODES[(new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7];
  return date > timing.first && (timing.repeat ?? '').includes(code);
}

function showings(first, days) {
  const dates = Array.from({ length: days }, (_, day) => after(first, day));
  const all = dates.flatMap((date) =>
    entries.filter((entry) => isOn(entry, date)).map((entry) => showing(entry, date)),
  );
  return all.filter(Boolean).sort((one, other) => (one.from < other.from ? -1 : 1));
}

function showing(entry, date) {
  const change = (entry.timing.changes ?? []).find((one) => one.date === date);
  if (change?.is_off) return null;
  const start = change?.start ?? entry.timing.start;
  const [hour, minute] = (start.at ?? '18:00').split(':').map(Number);
  const from = msOf(date) - PKT + (hour * 60 + minute) * 60_000;
  return {
    entry: entry.id,
    title: entry.title,
    date,
    from: new Date(from).toISOString(),
    until: new Date(from + (change?.minutes ?? entry.timing.minutes) * 60_000).toISOString(),
    playlist: entry.playlist ?? null,
    presenters: entry.presenters ?? [],
    is_draft: entry.is_draft ?? false,
    is_changed: change !== undefined,
  };
}

function clashes(all) {
  return all.flatMap((one, at) =>
    all
      .slice(at + 1)
      .filter((other) => other.from < one.until)
      .map((other) => ({
        first: one.entry,
        first_title: one.title,
        second: other.entry,
        second_title: other.title,
        from: other.from,
        until: [other.until, one.until].sort()[0],
        is_within: other.from > one.from && other.until <= one.until,
      })),
  );
}

function week(first) {
  const items = showings(first, 7);
  const days = Array.from({ length: 7 }, (_, day) => ({
    date: after(first, day),
    hijri: [1448, 9, day + 1],
    is_ramadan: true,
    fajr: `${after(first, day)}T00:14:00Z`,
    maghrib: `${after(first, day)}T12:58:00Z`,
  }));
  days[3].holiday = 'یومِ پاکستان';
  return { time_zone: 'Asia/Karachi', days, items, clashes: clashes(items.filter((one) => !one.is_draft)) };
}

function preview({ entry, replaces }) {
  const tried = { ...entry, id: replaces ?? 'se_tried' };
  const before = entries;
  entries = [...entries.filter((one) => one.id !== tried.id), tried];
  const all = showings(monday(), 28);
  entries = before;
  const own = all.filter((one) => one.entry === tried.id);
  const met = clashes(all).filter((clash) => clash.first === tried.id || clash.second === tried.id);
  return { times: own.slice(0, 12), count: own.length, clashes: met.slice(0, 20) };
}

/** What is below `/api/v1/channels/{slug}/schedule`. */
export async function scheduleRoute(request, response, part) {
  const [, id] = part.split('/');
  if (id === 'showings') {
    return json(response, 200, week(new URL(request.url, 'http://mock').searchParams.get('from')));
  }
  const wanted = await body(request);
  if (id === 'preview') return json(response, 200, preview(wanted));
  if (id === 'copy-week') return json(response, 200, { added: 2, entries: [] });
  if (request.method === 'GET') return json(response, 200, { items: entries });
  if (request.method === 'POST') {
    if (wanted.timing.repeat?.includes('BYSETPOS'))
      return problem(response, 400, 'invalid', 'BYSETPOS is not among the parts of a rule that are known here.');
    const made = { id: `se_${entries.length + 1}`, version: 1, ...wanted };
    entries.push(made);
    return json(response, 201, made);
  }
  const entry = entries.find((one) => one.id === id);
  if (!entry) return problem(response, 404, 'not_found', 'no such entry');
  if (request.method === 'DELETE') {
    entries = entries.filter((one) => one.id !== id);
    return json(response, 204);
  }
  const overwritten = wanted.version === entry.version ? undefined : entry;
  const changed = { ...wanted.entry, id, version: entry.version + 1 };
  entries = entries.map((one) => (one.id === id ? changed : one));
  return json(response, 200, { entry: changed, overwritten });
}
