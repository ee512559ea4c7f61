// The owner's side of the mock: a session, one station's parts, meters, and the webcast socket.
import { createHash } from 'node:crypto';
import { accountRoute, doorRoute } from './account.mjs';
import { listItem, nowPlaying, STATIONS } from './data.mjs';
import { importRoute, logPage, songsReport } from './log.mjs';
import { rulesRoute } from './rules.mjs';
import { scheduleRoute } from './schedule.mjs';
import { body, json, problem } from './server.mjs';
import { studioShows } from './shows.mjs';
import { webhooksRoute } from './webhooks.mjs';

const CODE = 'AWAZ-2026';
const PASSWORD = 'correct horse battery';
const HOUR = 3_600_000;
const sessions = new Set();
let liveFrames = 0;
let onAirBy = null;
export const mockState = {
  setupNeeded: true,
  get liveFrames() {
    return liveFrames;
  },
};

const SETTINGS = {
  processing: 'on',
  crossfade_ms: 2000,
  target_lufs: -16,
  buffer_ms: 2000,
  stall_ms: 1500,
  dead_air: { level_dbfs: -50, seconds: 15 },
  fallback_order: ['playlist', 'tone'],
  renditions: ['aac-64', 'aac-128', 'mp3-128', 'opus-24'],
  takeover: 'refuse',
  limits: { listeners: null, bandwidth_kbps: null, monthly_gb: null },
  recording: { live: true, aircheck: false, rendition: 'aac-128', keep_days: 30, stop_disk_percent: 90 },
  separation: { artist_min: 60, title_min: 180 },
  aliases: ['/stream'],
  time_shift_min: 60,
  time_zone: 'Asia/Karachi',
  almanac: {
    place: { latitude: 31.5497, longitude: 74.3436 },
    twilight: { fajr: 18, isha: 18 },
    asr: 'hanafi',
    moon_shift: 1,
    holidays: [{ date: '2027-03-23', name: 'یومِ پاکستان' }],
  },
};

const station = (slug) => STATIONS.find((one) => one.slug === slug);
const channelOf = (slug) => ({ ...listItem(station(slug)), settings: SETTINGS });
const ago = (ms) => new Date(Date.now() - ms).toISOString();

const TRACKS = STATIONS.flatMap((one) => one.songs).map((one, index) => ({
  id: `tr_${index}`,
  title: one.title,
  artist: one.artist,
  album: '',
  duration_ms: one.duration_ms * 3,
  lufs: -14.2 - index,
  state: 'ready',
  reason: null,
  art_url: null,
  playlists: ['rotation'],
  added_at: ago(index * 5 * HOUR),
}));
TRACKS.push(
  {
    ...TRACKS[0],
    id: 'tr_busy',
    title: 'نئی غزل',
    state: 'processing',
    lufs: null,
    duration_ms: null,
    added_at: ago(1000),
  },
  {
    ...TRACKS[0],
    id: 'tr_bad',
    title: 'broken-file.mp3',
    artist: '',
    state: 'failed',
    reason: 'no audio was found in the file',
    lufs: null,
    duration_ms: null,
    added_at: ago(2000),
  },
);
const PLAYLISTS = [
  {
    id: 'pl_1',
    name: 'General rotation',
    kind: 'rotation',
    hours: [],
    weight: 3,
    every_songs: null,
    every_minutes: null,
    tracks: TRACKS.slice(0, 6),
  },
  {
    id: 'pl_2',
    name: 'غزل کی رات',
    kind: 'rotation',
    hours: [{ days: ['fri', 'sat'], from: '22:00', to: '01:00' }],
    weight: 1,
    tracks: TRACKS.slice(2, 4),
  },
  { id: 'pl_3', name: 'Jingles', kind: 'every_songs', hours: [], jingle: true, every_songs: 4, tracks: [] },
];
let queue = TRACKS.slice(0, 5).map((track, index) => ({
  id: `q_${index}`,
  track,
  reason: 'rotation',
  playlist: 'General rotation',
  locked: index === 0,
}));
const queueNow = () =>
  queue.map((one, index) => ({ ...one, starts_at: new Date(Date.now() + 45_000 + index * 190_000).toISOString() }));
const DJS = [{ id: 'dj_1', user: 'saba', name: 'صبا قمر', last_used_at: ago(HOUR) }];
const RELAYS = [
  {
    id: 'rl_1',
    direction: 'push',
    url: 'http://stream.example.org:8000/mehfil',
    mode: 'always',
    protocol: 'icecast',
    status: { connected: false, since: null, problem: 'The other server cannot be reached: connection refused.' },
  },
];

const source = (slug) => {
  const hard_start = { at: ago(-12 * 60_000), playlist: 'خبریں' };
  if (station(slug).on_air !== 'live' && !onAirBy) return { connected: false, hard_start };
  return {
    connected: true,
    hard_start,
    ends_at: ago(-75 * 60_000),
    who: station(slug).host ?? 'owner',
    protocol: 'icecast',
    agent: 'butt 1.44.0',
    peer: '203.0.113.9',
    format: 'mp3',
    rate_hz: 44_100,
    channels: 2,
    kbps_measured: 127.8,
    since: ago(42 * 60_000),
    buffer_ms: 1980,
    drift_ppm: -12.4,
    stalled: false,
    silent_for_s: 0,
    level: { lufs_m: -17, peak_l: -4, peak_r: -5, true_peak: -3.2 },
  };
};

function history() {
  const items = [];
  for (let at = Date.now() - 24 * HOUR; at <= Date.now(); at += 300_000) {
    const hour = ((at / HOUR) % 24) + 5;
    const listeners = Math.round(400 + 350 * Math.sin(((hour - 15) / 24) * 2 * Math.PI) + 60 * Math.sin(at / 3e6));
    items.push({ at: new Date(at).toISOString(), listeners, peak: listeners + 12 });
  }
  return { items };
}

const LISTENERS = [
  'Awaz web',
  'VLC/3.0.18',
  'TuneIn',
  'Mozilla/5.0 (Linux; Android 10; itel A48) Chrome/120 Mobile',
].map((agent, index) => ({
  id: `l_${index}`,
  agent,
  protocol: index % 2 ? 'icecast' : 'hls',
  rendition: ['opus-24', 'mp3-128', 'aac-64', 'opus-24'][index],
  since: ago((index + 1) * 700_000),
  bytes: 12_345_678 * (index + 1),
  city: ['Karachi', 'Lahore', null, 'Quetta'][index],
}));
const RECORDINGS = [1, 2].map((index) => ({
  id: `rec_${index}`,
  kind: index === 1 ? 'live' : 'aircheck',
  started_at: ago(index * 26 * HOUR),
  ended_at: ago(index * 26 * HOUR - 2 * HOUR),
  duration_ms: 2 * HOUR,
  bytes: 115_200_000,
  rendition: 'aac-128',
  who: 'صبا قمر',
  url: '/live/mehfil/mp3-128.mp3',
  titles:
    index === 1
      ? TRACKS.slice(0, 3).map((track, at) => ({ at_ms: at * 400_000, title: track.title, artist: track.artist }))
      : [],
}));
const ALERTS = [
  { id: 'al_1', kind: 'source_stalled', at: ago(120_000), ended_at: null, detail: 'saba, 203.0.113.9' },
  { id: 'al_2', kind: 'dead_air', at: ago(5 * HOUR), ended_at: ago(5 * HOUR - 34_000), detail: '' },
];

const PARTS = {
  encoder: (slug) => ({
    host: 'radio.example.pk',
    icecast_port: 8000,
    shoutcast_port: 8001,
    tls: false,
    mount: `/${slug}`,
    user: 'source',
    key: 'Kp7mQ2xZtR9wBn4sVd6hJf3c',
    webcast_url: `ws://radio.example.pk/api/v1/channels/${slug}/webcast`,
  }),
  credentials: () => ({ items: DJS }),
  source,
  tracks: () => ({ items: TRACKS }),
  playlists: () => ({ items: PLAYLISTS.map(({ tracks, ...rest }) => ({ ...rest, track_count: tracks.length })) }),
  queue: () => ({ items: queueNow() }),
  'queue/preview': () => ({
    items: queueNow().map((one, at) => ({ ...one, bent: at === 2 ? ['artist'] : [], on_time: at === 1 })),
  }),
  recordings: () => ({ items: RECORDINGS }),
  listeners: () => ({ items: LISTENERS }),
  'listeners/history': history,
  relays: () => ({ items: RELAYS }),
  traffic: () => ({ month: '2026-11', bytes: 412_345_678_901, limit_bytes: null }),
  alerts: () => ({ items: ALERTS }),
};

function serveMeter(request, response, slug) {
  response.writeHead(200, { 'Content-Type': 'text/event-stream' });
  const timer = setInterval(() => {
    const swell = Math.sin(Date.now() / 400) * 6 + Math.random() * 3;
    const meter = {
      lufs_m: -17 + swell / 2,
      lufs_s: -16.4,
      true_peak: -3 + swell / 4,
      l: -12 + swell,
      r: -13 + swell,
      on_air: station(slug).on_air,
    };
    response.write(`event: meter\ndata: ${JSON.stringify(meter)}\n\n`);
  }, 40);
  request.on('close', () => clearInterval(timer));
}

function signIn(response) {
  const id = Math.random().toString(36).slice(2);
  sessions.add(id);
  response.setHeader('Set-Cookie', `awaz_sid=${id}; HttpOnly; SameSite=Strict; Path=/`);
}

async function changeQueue(request, response, id) {
  if (request.method === 'DELETE') queue = queue.filter((one) => one.id !== id);
  const wanted = await body(request);
  if (request.method === 'PATCH') {
    const item = queue.find((one) => one.id === id);
    queue = queue.filter((one) => one.id !== id);
    queue.splice(wanted.position, 0, item);
  }
  if (request.method === 'POST') {
    const track = TRACKS.find((one) => one.id === wanted.track_id);
    queue.splice(wanted.position === 'next' ? 0 : wanted.position, 0, {
      id: `q_${Math.random()}`,
      track,
      reason: 'request',
      playlist: null,
      locked: false,
    });
  }
  return json(response, 200, { items: queueNow() });
}

async function channelRoute(request, response, slug, part) {
  if (!station(slug)) return problem(response, 404, 'not_found', 'no such channel');
  if (part === 'meter') return serveMeter(request, response, slug);
  if (/^webhooks(\/|$)/.test(part)) return webhooksRoute(request, response, part);
  if (/^schedule(\/|$)/.test(part)) return scheduleRoute(request, response, part);
  if (part.startsWith('queue') && request.method !== 'GET') return changeQueue(request, response, part.split('/')[1]);
  if (part === 'skip') {
    queue = queue.slice(1);
    return json(response, 200, {});
  }
  if (part === 'tracks' && request.method === 'POST') return upload(request, response);
  if (part === 'playlists/import') return importRoute(request, response, PLAYLISTS);
  if (part === 'log') return json(response, 200, logPage(TRACKS, new URL(request.url, 'http://mock').searchParams));
  if (part === 'reports/songs') return json(response, 200, songsReport(TRACKS));
  if (part === 'credentials' && request.method === 'POST') {
    const made = { id: `dj_${DJS.length + 1}`, ...(await body(request)) };
    DJS.push(made);
    return json(response, 201, { ...made, password: 'hW4kTz8pQm2x' });
  }
  if (part.startsWith('credentials/') && request.method === 'PATCH') {
    const changed = DJS.find((one) => part.endsWith(`/${one.id}`));
    return json(response, 200, Object.assign(changed, await body(request)));
  }
  if (request.method === 'GET' && part === '') return json(response, 200, channelOf(slug));
  if (request.method === 'GET' && PARTS[part]) return json(response, 200, PARTS[part](slug));
  await body(request);
  return json(response, 200, {});
}

function upload(request, response) {
  const name = new URL(request.url, 'http://mock').searchParams.get('filename') ?? '';
  request.resume();
  request.on('end', () => {
    if (name.endsWith('.txt')) return problem(response, 422, 'invalid', 'this is not a sound file');
    TRACKS.unshift({
      ...TRACKS[0],
      id: `tr_${TRACKS.length}`,
      title: name.replace(/\.\w+$/, ''),
      artist: '',
      state: 'processing',
      added_at: ago(0),
    });
    return json(response, 201, TRACKS[0]);
  });
}

async function openRoutes(request, response, path) {
  if (path !== '/api/v1/setup' && path !== '/api/v1/auth/login') return doorRoute(request, response, path);
  if (path === '/api/v1/setup' && request.method === 'GET')
    return json(response, 200, { needed: mockState.setupNeeded });
  if (path === '/api/v1/setup') {
    const wanted = await body(request);
    if (wanted.code !== CODE) return problem(response, 403, 'bad_code', 'the code is wrong');
    signIn(response);
    return json(response, 201, { station: listItem(station('mehfil')), encoder: PARTS.encoder('mehfil') });
  }
  const wanted = await body(request);
  if (wanted.password !== PASSWORD) return problem(response, 401, 'unauthorized', 'wrong password');
  signIn(response);
  return json(response, 200, { user: { id: 'us_1', email: wanted.identifier, name: 'مالک', role: 'admin' } });
}

const signedIn = (request) => {
  const id = /awaz_sid=(\w+)/.exec(request.headers.cookie ?? '')?.[1];
  return id !== undefined && sessions.has(id);
};

export async function studioRoute(request, response, url) {
  const path = url.pathname;
  if (request.method !== 'GET' && request.headers['x-awaz'] !== '1')
    return problem(response, 403, 'csrf', 'X-Awaz is missing');
  if (path === '/api/v1/setup' || (path.startsWith('/api/v1/auth/') && path !== '/api/v1/auth/logout'))
    return openRoutes(request, response, path);
  const meter = /^\/api\/v1\/channels\/([^/]+)\/meter$/.exec(path);
  if (!signedIn(request) && !meter) return problem(response, 401, 'unauthorized', 'sign in first');
  if (path === '/api/v1/me')
    return json(response, 200, { id: 'us_1', email: 'owner@example.pk', name: 'مالک', role: 'admin' });
  if (path.startsWith('/api/v1/me/')) return accountRoute(request, response, path);
  if (path === '/api/v1/auth/logout') {
    sessions.clear();
    return json(response, 204);
  }
  if (path === '/api/v1/channels' && request.method === 'GET')
    return json(response, 200, { items: STATIONS.map((one) => channelOf(one.slug)) });
  if (path.startsWith('/api/v1/search/')) return rulesRoute(request, response, path);
  if (studioShows(request, response, url)) return undefined;
  const one = /^\/api\/v1\/channels\/([^/]+)(?:\/(.*))?$/.exec(path);
  if (one) return channelRoute(request, response, one[1], one[2] ?? '');
  const playlist = /^\/api\/v1\/playlists\/([^/]+)$/.exec(path);
  if (playlist) {
    const kept = PLAYLISTS.find((list) => list.id === playlist[1]);
    if (request.method === 'PATCH') Object.assign(kept, await body(request));
    return json(response, 200, kept);
  }
  await body(request);
  return json(response, 200, {});
}

/** Reads one client frame: opcode, payload and its whole length; null while incomplete. */
function readFrame(buffer) {
  if (buffer.length < 2) return null;
  let length = buffer[1] & 127;
  let at = 2;
  if (length === 126) {
    if (buffer.length < 4) return null;
    length = buffer.readUInt16BE(2);
    at = 4;
  } else if (length === 127) {
    if (buffer.length < 10) return null;
    length = Number(buffer.readBigUInt64BE(2));
    at = 10;
  }
  if (buffer.length < at + 4 + length) return null;
  const mask = buffer.subarray(at, at + 4);
  const data = Buffer.from(buffer.subarray(at + 4, at + 4 + length)).map((byte, index) => byte ^ mask[index % 4]);
  return { opcode: buffer[0] & 15, data: Buffer.from(data), size: at + 4 + length };
}

function sendFrame(socket, opcode, data) {
  const head =
    data.length < 126
      ? Buffer.from([128 | opcode, data.length])
      : Buffer.from([128 | opcode, 126, data.length >> 8, data.length & 255]);
  socket.write(Buffer.concat([head, data]));
}

/** The webcast protocol: hello, then an explicit ack, then frames that are only counted. */
export function studioUpgrade(request, socket) {
  const accept = createHash('sha1')
    .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\nSec-WebSocket-Protocol: webcast\r\n\r\n`,
  );
  const slug = request.url.split('/')[4];
  let rest = Buffer.alloc(0);
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    for (let frame = readFrame(rest); frame; frame = readFrame(rest)) {
      rest = rest.subarray(frame.size);
      if (frame.opcode === 8) return socket.end();
      if (frame.opcode === 2) liveFrames += 1;
      if (frame.opcode !== 1) continue;
      const message = JSON.parse(frame.data.toString());
      if (message.type !== 'hello') continue;
      if (station(slug).on_air === 'live') {
        const reason = Buffer.from('Saba is on air; she has to leave first');
        return sendFrame(socket, 8, Buffer.concat([Buffer.from([0x03, 0xf3]), reason]));
      }
      onAirBy = slug;
      sendFrame(socket, 1, Buffer.from(JSON.stringify({ type: 'ack', data: { message: 'on air' } })));
    }
  });
  socket.on('close', () => (onAirBy = null));
}

export { CODE, nowPlaying, PASSWORD };
