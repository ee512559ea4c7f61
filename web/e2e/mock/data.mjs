// Fixture stations in three moods, with the long and odd cases that real life brings.
const MINUTE = 60_000;
const RENDITIONS = ['aac-48', 'aac-64', 'aac-128', 'aac-256', 'mp3-128', 'mp3-320', 'opus-24', 'opus-64'];

const song = (title, artist, seconds) => ({ title, artist, duration_ms: seconds * 1000 });

export const STATIONS = [
  {
    slug: 'mehfil',
    name: 'ریڈیو محفل',
    description: 'غزل، قوالی اور دیر رات کی باتیں، کراچی سے',
    language: 'ur',
    genre: 'غزل',
    on_air: 'live',
    listeners: 123_456,
    host: 'صبا قمر زمان',
    songs: [
      song('آج جانے کی ضد نہ کرو', 'فریدہ خانم', 61),
      song('تاجدارِ حرم', 'صابری برادران', 74),
      song(
        'گلوں میں رنگ بھرے، بادِ نوبہار چلے — فیض احمد فیض کی غزل، مہدی حسن کی آواز میں، ریڈیو پاکستان لاہور کی پرانی ریکارڈنگ سے',
        'مہدی حسن',
        83,
      ),
      song('دمادم مست قلندر', 'نصرت فتح علی خان', 66),
    ],
  },
  {
    slug: 'punjab-rang',
    name: 'پنجاب رنگ',
    description: 'لوک گیت، ہیر تے ماہیے، لہور توں',
    language: 'pa',
    genre: 'لوک',
    on_air: 'autodj',
    listeners: 842,
    songs: [
      song('ہیر وارث شاہ', 'اقبال باہو', 90),
      song('لٹھے دی چادر', 'مسرت نذیر', 57),
      song('جگنی', 'عالم لوہار', 62),
    ],
  },
  {
    slug: 'indus-late',
    name: 'Indus Late Night',
    description: 'Slow songs, quiet talk and the river after midnight',
    language: 'en',
    genre: 'Ambient',
    on_air: 'fallback',
    listeners: 1,
    songs: [
      song('Rain on Clifton Beach', 'The Sandspit Quartet', 70),
      song('Raag Yaman in Two Rooms (live at the Alhamra, second night, with tabla and harmonium)', 'Zehra & Sons', 80),
      song('O’Hara’s <b>Tune</b> & “Friends”', 'A/B', 64),
    ],
  },
  {
    slug: 'mehran',
    name: 'مهراڻ آواز',
    description: 'سنڌي راڳ ۽ شاهه جو رسالو',
    language: 'sd',
    genre: 'صوفي',
    on_air: 'autodj',
    listeners: 57,
    songs: [song('سر سارنگ', 'عابده پروين', 77), song('هو جمالو', 'جلال چانڊيو', 65)],
  },
  {
    slug: 'school-radio',
    name: 'Government Girls Higher Secondary School Campus Radio Number Fourteen Bahawalpur',
    description: 'Students talk',
    language: 'en',
    genre: 'Talk',
    on_air: 'off',
    listeners: 0,
    songs: [],
  },
];

/** What a station plays at a time: the songs in a ring, as if since 1970. */
function timelineAt(station, now) {
  const total = station.songs.reduce((sum, one) => sum + one.duration_ms, 0);
  if (total === 0) return null;
  let left = now % total;
  for (const [index, one] of station.songs.entries()) {
    if (left < one.duration_ms) return { index, startedAt: now - left };
    left -= one.duration_ms;
  }
  return null;
}

export function nowPlaying(station, now = Date.now()) {
  const at = timelineAt(station, now);
  if (!at) return null;
  const one = station.songs[at.index];
  const live =
    station.on_air === 'live' ? { name: station.host, since: new Date(now - 42 * MINUTE).toISOString() } : undefined;
  return {
    seq: Math.floor(at.startedAt / 1000),
    kind: live ? 'live' : 'track',
    title: one.title,
    artist: one.artist,
    album: '',
    art_url: null,
    live,
    started_at: new Date(at.startedAt).toISOString(),
    duration_ms: one.duration_ms,
    sample: Math.floor(at.startedAt * 48),
  };
}

export function listItem(station) {
  const { slug, songs: _songs, host: _host, ...rest } = station;
  return {
    id: `ch_${slug}`,
    slug,
    ...rest,
    art_url: null,
    color: null,
    time_shift_min: 60,
    now: nowPlaying(station),
    renditions: RENDITIONS,
    urls: {
      hls: `/live/${slug}/master.m3u8`,
      hls_opus: `/live/${slug}/opus.m3u8`,
      mp3: `/live/${slug}/mp3-128.mp3`,
      page: `/stations/${slug}`,
    },
  };
}

export function detail(station) {
  const now = Date.now();
  const at = timelineAt(station, now);
  const history = [];
  const next = [];
  if (at) {
    let before = at.startedAt;
    let after = at.startedAt + station.songs[at.index].duration_ms;
    for (let step = 1; step <= 10; step++) {
      const past = station.songs[(at.index - step + station.songs.length * 10) % station.songs.length];
      before -= past.duration_ms * (step > 5 ? 12 : 1);
      history.push({ ...past, art_url: null, kind: 'track', played_at: new Date(before).toISOString() });
    }
    for (let step = 1; step <= 3; step++) {
      const coming = station.songs[(at.index + step) % station.songs.length];
      next.push({ ...coming, art_url: null, kind: 'track', played_at: new Date(after).toISOString() });
      after += coming.duration_ms;
    }
  }
  return { ...listItem(station), history, next, links: { website: 'https://example.org/' } };
}

/** A week of two things, the first of which is on now. */
export function programme() {
  const hour = 3_600_000;
  const begun = Math.floor(Date.now() / hour) * hour;
  const item = (title, day, hours) => ({
    title,
    from: new Date(begun + day * 24 * hour).toISOString(),
    until: new Date(begun + day * 24 * hour + hours * hour).toISOString(),
  });
  return [0, 1, 2, 3].flatMap((day) => [
    { ...item('غزل کی رات', day, 3), titles: { sd: 'غزل جي رات' }, presenters: ['Amna Sheikh'], show: 'mehfil-e-adab' },
    item('Qawwali at the shrine, with requests', day + 0.25, 1),
  ]);
}
