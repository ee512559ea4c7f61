// What was played, and playlists as files, on the mock.
import { json, problem } from './server.mjs';

const LONG = 190_000;
const PAGE = 20;
const LINES = 45;
const KINDS = ['track', 'track', 'jingle', 'track', 'live'];

/** A line of the log, so many before the last. */
function line(tracks, before) {
  const track = tracks[before % 6];
  const kind = before === 0 ? 'track' : KINDS[before % KINDS.length];
  const startedAt = Date.now() - 45_000 - before * LONG;
  return {
    id: `lg_${before}`,
    kind,
    started_at: new Date(startedAt).toISOString(),
    sample: (LINES - before) * LONG * 48,
    ended_at: before === 0 ? null : new Date(startedAt + LONG).toISOString(),
    duration_ms: kind === 'live' ? null : LONG,
    title: kind === 'live' ? 'محفلِ سماع' : track.title,
    artist: kind === 'live' ? '' : track.artist,
    album: '',
    playlist: kind === 'live' ? '' : 'General rotation',
    who: kind === 'live' ? 'صبا قمر' : '',
    track_id: kind === 'live' ? null : track.id,
    listeners: before % 7 === 6 ? null : 1234 - before * 9,
  };
}

/** A page of the log: filters as the server has them. */
export function logPage(tracks, params) {
  const words = (params.get('q') ?? '').toLowerCase();
  const fits = (one) =>
    (!params.get('kind') || one.kind === params.get('kind')) &&
    `${one.title} ${one.artist} ${one.who} ${one.playlist}`.toLowerCase().includes(words);
  const all = Array.from({ length: LINES }, (_, before) => line(tracks, before)).filter(fits);
  const at = Number(params.get('cursor') ?? 0);
  const next = at + PAGE < all.length ? String(at + PAGE) : null;
  return { items: all.slice(at, at + PAGE), next };
}

export function songsReport(tracks) {
  const items = tracks.slice(0, 8).map((track, index) => ({
    track_id: track.id,
    title: track.title,
    artist: track.artist,
    album: track.album,
    plays: 41 - index * 4,
    seconds: (41 - index * 4) * 190,
    performances: 18_322 - index * 1711,
    listener_hours: 967.0 - index * 90,
  }));
  return {
    from: new Date(0).toISOString(),
    to: new Date().toISOString(),
    songs: 212,
    plays: 3120,
    uncounted_plays: 4,
    items,
  };
}

const entry = (number, location, title = '', artist = '') => ({ line: number, location, title, artist });

/** Whatever the file holds, the answer is the same; one that is named after nothing is refused. */
export function importRoute(request, response, playlists) {
  const params = new URL(request.url, 'http://mock').searchParams;
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const text = Buffer.concat(chunks).toString();
    if (text.includes('\0')) return problem(response, 400, 'invalid', 'This is no playlist but something else.');
    const report = {
      format: 'm3u8',
      name: /#PLAYLIST:(.*)/.exec(text)?.[1] ?? '',
      entries: 48,
      found: 43,
      tracks: 42,
      ambiguous: {
        count: 1,
        items: [
          {
            entry: entry(12, 'D:\\Music\\01.mp3'),
            taken: { id: 'tr_1', title: 'دل کی بات', artist: 'نور جہاں', filename: '01.mp3' },
            candidates: 2,
          },
        ],
      },
      missing: {
        count: 4,
        items: [
          entry(7, 'D:\\Music\\Ghazal\\a very long name of a folder that goes on\\Shaam.mp3', 'Shaam', 'Somebody'),
          entry(19, '/home/x/قوالی.mp3', 'قوالی', 'نصرت فتح علی خان'),
          entry(23, 'x.mp3'),
          entry(31, 'y.mp3'),
        ],
      },
      ignored: { count: 1, items: [entry(48, 'http://radio.example/live')] },
    };
    if (params.get('dry_run') === 'true') return json(response, 200, { ...report, playlist: null });
    const into = playlists.find((one) => one.id === params.get('into'));
    const made = into ?? { ...playlists[1], id: 'pl_new', name: params.get('name'), kind: 'manual', hours: [] };
    if (!into) playlists.push(made);
    const { tracks, ...playlist } = made;
    return json(response, into ? 200 : 201, { ...report, playlist: { ...playlist, track_count: tracks.length } });
  });
}
