// Shows of the mock: one with an episode that sounds, a draft and one that waits for its time.
import { progressive } from './audio.mjs';
import { body, json, problem } from './server.mjs';

const DAY = 86_400_000;
const ago = (ms) => new Date(Date.now() - ms).toISOString();
const COVER = '/feeds/mehfil-e-adab/cover.png?v=made';
const COVER_SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path fill="#0F5A4A" d="M0 0h9v9H0z"/><circle cx="4.5" cy="4.5" r="3" fill="#F4C95D"/></svg>';

const show = {
  id: 'sh_1',
  slug: 'mehfil-e-adab',
  channel_id: 'ch_1',
  channel: 'mehfil',
  state: 'published',
  title: 'محفلِ ادب: شاعری، کہانی اور گفتگو',
  description: 'ہر جمعرات کی شام اردو کے پرانے اور نئے لفظ۔\n\nNoor Fatima reads and talks.',
  titles: { ur: 'محفلِ ادب: شاعری، کہانی اور گفتگو', en: 'An evening of words' },
  descriptions: { ur: 'ہر جمعرات کی شام اردو کے پرانے اور نئے لفظ۔' },
  language: 'ur',
  category: 'Arts',
  subcategory: 'Books',
  explicit: false,
  author: 'Noor Fatima',
  owner_email: 'noor@radio.example.pk',
  link: '',
  copyright: '© 2026 Radio Mehfil',
  license: '',
  location: '',
  frequency: '',
  verification: '',
  kind: 'episodic',
  medium: 'podcast',
  locked: true,
  block: false,
  funding: [{ url: 'https://example.pk/support', text: 'ساتھ دیں' }],
  persons: [],
  guid: '917393e3-1b1e-5cef-ace4-edaa54e1f810',
  cover_url: COVER,
  has_cover: false,
  feed_url: '/feeds/mehfil-e-adab.xml',
  episode_count: 1,
  created_at: ago(30 * DAY),
  updated_at: ago(DAY),
};

const EPISODE = {
  show_id: 'sh_1',
  show: 'mehfil-e-adab',
  description: '',
  titles: {},
  notes: {},
  season: null,
  number: null,
  kind: 'full',
  explicit: null,
  link: '',
  persons: [],
  chapters: [],
  guid: 'urn:uuid:x',
  state: 'draft',
  publish_at: null,
  published_at: null,
  duration_ms: null,
  audio_url: null,
  audio_type: null,
  audio_bytes: null,
  cover_url: COVER,
  has_cover: false,
  transcript_url: null,
  created_at: ago(2 * DAY),
  updated_at: ago(DAY),
};

let episodes = [
  {
    ...EPISODE,
    id: 'ep_1',
    title: 'پہلی قسط: دل کی بات',
    titles: { ur: 'پہلی قسط: دل کی بات' },
    description: 'غالب سے فیض تک۔\n\nA talk about hearts and what they say.',
    notes: { ur: 'غالب سے فیض تک۔' },
    season: 1,
    number: 1,
    state: 'published',
    published_at: ago(DAY),
    duration_ms: 60_000,
    audio_url: '/media/ep_1.mp3?v=12345678',
    audio_type: 'audio/mpeg',
    audio_bytes: 960_000,
    track_id: 'tr_1',
    sound: 'ready',
    persons: [{ name: 'Noor Fatima', role: 'host', url: '', image: '' }],
    chapters: [
      { start_ms: 0, title: 'آغاز', url: '', image: '' },
      { start_ms: 20_000, title: 'A long talk about Ghalib and his letters', url: 'https://example.pk', image: '' },
    ],
    transcript_url: '/media/ep_1/transcript.json?v=12345678',
  },
  {
    ...EPISODE,
    id: 'ep_2',
    title: 'Second evening',
    titles: { ur: 'Second evening' },
    state: 'scheduled',
    publish_at: new Date(Date.now() + DAY).toISOString(),
    sound: 'processing',
    track_id: 'tr_2',
  },
  {
    ...EPISODE,
    id: 'ep_3',
    title: 'A draft that cannot be played',
    titles: { ur: 'A draft' },
    sound: 'failed',
    sound_reason: 'no sound was recognised in it',
  },
];

const SEGMENTS = Array.from({ length: 12 }, (_, index) => ({
  startTime: index * 5,
  endTime: index * 5 + 5,
  body: index % 2 === 0 ? 'دل سے جو بات نکلتی ہے اثر رکھتی ہے' : `Line ${index} of what is said`,
  ...(index % 3 === 0 ? { speaker: 'Noor' } : {}),
}));

const uploads = new Map();

/** Sound and covers of shows; false for other addresses. */
export function mediaRoute(request, response, url) {
  if (url.pathname.startsWith('/feeds/')) {
    const isFeed = url.pathname.endsWith('.xml');
    response.writeHead(200, { 'Content-Type': isFeed ? 'application/rss+xml' : 'image/svg+xml' });
    response.end(isFeed ? '<rss/>' : COVER_SVG);
    return true;
  }
  if (url.pathname.endsWith('/transcript.json')) {
    json(response, 200, { version: '1.0.0', segments: SEGMENTS });
    return true;
  }
  if (!url.pathname.startsWith('/media/')) return false;
  const stream = progressive('mp3-128', 'mp3');
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  const total = stream.bytes.length;
  const from = range ? Number(range[1]) : 0;
  const to = range?.[2] ? Math.min(Number(range[2]), total - 1) : total - 1;
  response.writeHead(range ? 206 : 200, {
    'Content-Type': stream.type,
    'Accept-Ranges': 'bytes',
    'Content-Length': to - from + 1,
    ...(range ? { 'Content-Range': `bytes ${from}-${to}/${total}` } : {}),
  });
  response.end(stream.bytes.subarray(from, to + 1));
  return true;
}

/** What listeners may ask about shows; false for other addresses. */
export function showsRoute(request, response, url) {
  const { pathname: path } = url;
  if (request.method !== 'GET') return false;
  const published = episodes.filter((one) => one.state === 'published');
  if (path === '/api/v1/shows') {
    json(response, 200, { items: url.searchParams.get('channel') === 'mehfil' ? [show] : [] });
  } else if (path === `/api/v1/shows/${show.slug}`) {
    json(response, 200, show);
  } else if (path === `/api/v1/shows/${show.slug}/episodes`) {
    json(response, 200, { items: published });
  } else if (/^\/api\/v1\/(shows|episodes)\//.test(path)) {
    const found = episodes.find((one) => path === `/api/v1/episodes/${one.id}`);
    if (found) json(response, 200, found);
    else problem(response, 404, 'not_found', 'There is no such thing.');
  } else return false;
  return true;
}

async function changeEpisode(request, response, found) {
  const wish = await body(request);
  const title = wish.titles?.ur ?? found.title;
  const published_at = wish.state === 'published' ? (found.published_at ?? ago(0)) : found.published_at;
  Object.assign(found, wish, { title, published_at });
  return json(response, 200, found);
}

async function createEpisode(request, response) {
  const wish = await body(request);
  const made = { ...EPISODE, ...wish, id: `ep_${episodes.length + 1}`, title: Object.values(wish.titles)[0] };
  episodes = [made, ...episodes];
  return json(response, 201, made);
}

async function append(request, response, place) {
  let bytes = 0;
  for await (const chunk of request) bytes += chunk.length;
  const upload = uploads.get(place);
  upload.offset += bytes;
  if (upload.offset === upload.length) {
    const found = episodes.find((one) => one.id === upload.episode);
    Object.assign(found ?? {}, {
      sound: 'ready',
      audio_url: '/media/ep_1.mp3?v=1',
      duration_ms: 60_000,
      audio_bytes: 1,
    });
  }
  response.writeHead(204, { 'Upload-Offset': upload.offset });
  return response.end();
}

function begin(request, response) {
  const pairs = request.headers['upload-metadata'].split(',').map((pair) => pair.split(' '));
  const read = Object.fromEntries(pairs.map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]));
  const place = `/api/v1/uploads/up_${uploads.size + 1}`;
  uploads.set(place, { offset: 0, length: Number(request.headers['upload-length']), episode: read.episode });
  response.writeHead(201, { Location: place, 'Upload-Offset': 0 });
  return response.end();
}

/** What owners do with shows; false for other addresses. */
export function studioShows(request, response, url) {
  const { pathname: path } = url;
  const { method } = request;
  const found = episodes.find((one) => path.startsWith(`/api/v1/episodes/${one.id}`));
  if (path === '/api/v1/channels/mehfil/shows' && method === 'GET') json(response, 200, { items: [show] });
  else if (path === `/api/v1/channels/mehfil/shows/${show.slug}/episodes`) json(response, 200, { items: episodes });
  else if (path === `/api/v1/shows/${show.slug}/episodes` && method === 'POST') createEpisode(request, response);
  else if (path === `/api/v1/shows/${show.slug}` && method === 'PATCH')
    body(request).then((wish) => json(response, 200, Object.assign(show, wish)));
  else if (path === '/api/v1/uploads') begin(request, response);
  else if (uploads.has(path) && method === 'PATCH') append(request, response, path);
  else if (found && method === 'PATCH') changeEpisode(request, response, found);
  else if (found && method === 'DELETE') {
    episodes = episodes.filter((one) => one !== found);
    json(response, 204);
  } else return false;
  return true;
}
