/** Shapes of the public and studio API. Times are RFC 3339 UTC with milliseconds. */
import type { Almanac } from './schedule';

export type OnAir = 'live' | 'autodj' | 'fallback' | 'off';
export type SongKind = 'live' | 'track' | 'jingle' | 'fallback';

export interface NowPlaying {
  seq: number;
  kind: SongKind;
  title: string;
  artist: string;
  album: string;
  art_url: string | null;
  track_id?: string;
  live?: { name: string; since: string };
  started_at: string;
  duration_ms?: number;
  /** Position of the channel's sample clock at which this begins to be heard. */
  sample: number;
}

export interface Song {
  title: string;
  artist: string;
  art_url: string | null;
  played_at: string;
  duration_ms?: number;
  kind: SongKind;
}

export interface StationUrls {
  hls: string;
  hls_opus: string;
  mp3: string;
  page: string;
}

export interface Station {
  id: string;
  slug: string;
  name: string;
  description: string;
  language: string;
  genre: string;
  art_url: string | null;
  color: string | null;
  on_air: OnAir;
  listeners: number;
  now: NowPlaying | null;
  renditions: string[];
  urls: StationUrls;
  time_shift_min?: number;
}

export interface StationDetail extends Station {
  history: Song[];
  next: Song[];
  links?: { website?: string };
}

export interface StationState {
  on_air: OnAir;
  listeners: number;
}

export interface List<Item> {
  items: Item[];
  next?: string | null;
}

export interface User {
  id: string;
  email: string;
  name: string;
  role: string;
}

export interface AuthOptions {
  sign_up: boolean;
  mail: boolean;
}

/** How somebody's second factor stands. */
export interface FactorState {
  is_on: boolean;
  recovery_codes_left: number;
}

/** A second factor that waits for its first code. */
export interface NewFactor {
  secret: string;
  address: string;
  picture: string;
}

/** Where somebody is signed in. */
export interface SignIn {
  id: string;
  agent: string;
  is_app: boolean;
  is_current: boolean;
  created_at: string;
  last_used_at: string;
}

export interface Encoder {
  host: string;
  icecast_port: number;
  shoutcast_port: number | null;
  tls: boolean;
  mount: string;
  user: string;
  key: string;
  webcast_url: string;
  whip_url?: string;
}

export interface ChannelSettings {
  processing: 'on' | 'off';
  crossfade_ms: number;
  target_lufs: number;
  buffer_ms: number;
  stall_ms: number;
  dead_air: { level_dbfs: number; seconds: number };
  fallback_order: string[];
  renditions: string[];
  takeover: 'refuse' | 'newest';
  limits: { listeners: number | null; bandwidth_kbps: number | null; monthly_gb: number | null };
  recording: { live: boolean; aircheck: boolean; rendition: string; keep_days: number; stop_disk_percent: number };
  separation: { artist_min: number; title_min: number };
  aliases: string[];
  time_shift_min: number;
  time_zone: string;
  almanac: Almanac;
}

export interface Channel extends Station {
  settings: ChannelSettings;
}

export interface SetupRequest {
  code: string;
  email: string;
  password: string;
  name: string;
  station: { name: string; slug?: string; language: string };
}

export interface Credential {
  id: string;
  user: string;
  name: string;
  password?: string;
  last_used_at?: string | null;
  hours?: Hours[];
  /** Whether the connection is ended with the hours. */
  ends_with_hours?: boolean;
  /** Whether the schedule says when. */
  is_by_schedule?: boolean;
}

export interface Level {
  lufs_m: number;
  peak_l: number;
  peak_r: number;
  true_peak: number;
}

export interface SourceHealth {
  connected: boolean;
  who?: string;
  protocol?: string;
  agent?: string;
  peer?: string;
  format?: string;
  rate_hz?: number;
  channels?: number;
  kbps_measured?: number;
  since?: string;
  /** When the presenter's hours are over and the connection is ended. */
  ends_at?: string;
  buffer_ms?: number;
  drift_ppm?: number;
  stalled?: boolean;
  silent_for_s?: number;
  level?: Level;
  /** What begins on the second next, within the hour. */
  hard_start?: { at: string; playlist: string } | null;
}

export interface Meter {
  lufs_m: number;
  lufs_s: number;
  true_peak: number;
  l: number;
  r: number;
  on_air: OnAir;
}

export type TrackState = 'pending' | 'processing' | 'ready' | 'failed';

export interface Track {
  id: string;
  title: string;
  artist: string;
  album: string;
  duration_ms: number | null;
  lufs: number | null;
  state: TrackState;
  reason?: string | null;
  art_url: string | null;
  playlists: string[];
  added_at: string;
}

export type Day = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';

/** Hours of a week by the station's clock; every day where none is named, over midnight where `to` is no later. */
export interface Hours {
  days: Day[];
  from: string;
  to: string;
  first?: string | null;
  last?: string | null;
}

export type PlaylistKind = 'rotation' | 'every_songs' | 'every_minutes' | 'hourly' | 'fallback' | 'manual';

export interface Playlist {
  id: string;
  name: string;
  kind: PlaylistKind;
  at_minute?: number | null;
  hours: Hours[];
  /** Whether it cuts into what plays when it begins. */
  hard_start?: boolean;
  jingle?: boolean;
  weight?: number;
  every_songs?: number | null;
  every_minutes?: number | null;
  enabled?: boolean;
  tracks?: Track[];
  track_count?: number;
}

export interface QueueItem {
  id: string;
  track: Pick<Track, 'id' | 'title' | 'artist' | 'duration_ms' | 'art_url'>;
  starts_at: string;
  reason: string;
  playlist: string | null;
  locked: boolean;
  jingle?: boolean;
  /** Rules that it breaks. */
  bent?: string[];
  /** Whether it cuts into what plays, at its time. */
  on_time?: boolean;
}

export interface Recording {
  id: string;
  kind: 'live' | 'aircheck';
  started_at: string;
  ended_at?: string | null;
  duration_ms: number;
  bytes: number;
  rendition: string;
  who: string | null;
  titles: { at_ms: number; title: string; artist: string }[];
  url: string;
}

export interface Listener {
  id: string;
  protocol: string;
  rendition: string;
  agent: string;
  since: string;
  bytes: number;
}

export interface ListenerPoint {
  at: string;
  listeners: number;
  peak: number;
}

export interface Traffic {
  month: string;
  bytes: number;
  limit_bytes?: number | null;
}

export interface Relay {
  id: string;
  direction: 'pull' | 'push';
  url: string;
  user?: string;
  rendition?: string;
  mode: 'always' | 'on_demand';
  protocol: 'icecast' | 'shoutcast';
  status: { connected: boolean; since?: string | null; problem?: string | null };
}

export type WebhookTrigger =
  | 'song_changed'
  | 'live_connect'
  | 'live_disconnect'
  | 'station_online'
  | 'station_offline'
  | 'dead_air'
  | 'listeners_above'
  | 'listeners_below'
  | 'test';
export type WebhookVisibility = 'public' | 'unlisted' | 'private';

export type WebhookTarget =
  | { kind: 'generic'; url: string }
  | { kind: 'discord'; place: string }
  | { kind: 'telegram'; chat_id: string }
  | { kind: 'mastodon'; url: string; visibility: WebhookVisibility }
  | { kind: 'tunein'; partner_id: string; station_id: string }
  | { kind: 'radiode'; broadcast: string };
export type WebhookKind = WebhookTarget['kind'];

export interface Webhook {
  id: string;
  name: string;
  target: WebhookTarget;
  triggers: WebhookTrigger[];
  messages: Record<string, string>;
  listeners_above: number | null;
  listeners_below: number | null;
  min_interval_s: number;
  enabled: boolean;
  disabled_reason: 'gone' | 'failing' | null;
  failing_since: string | null;
}

export interface WebhookWithSecret extends Webhook {
  secret: string | null;
}

export interface WebhookTrial {
  delivered: boolean;
  status: number | null;
  answer: string;
  problem: string | null;
  took_ms: number;
}

export interface Delivery {
  id: string;
  trigger: WebhookTrigger;
  happened_at: string;
  state: 'waiting' | 'delivered' | 'dead';
  attempts: number;
  status: number | null;
  answer: string;
  problem: string | null;
  next_attempt_at: string | null;
}

export interface Alert {
  id: string;
  kind: string;
  at: string;
  ended_at?: string | null;
  detail?: string;
}

export interface ApiKey {
  id: string;
  name: string;
  scopes: string[] | null;
  hint: string;
  created_at: string;
  expires_at: string | null;
  last_used_at: string | null;
}

/** What can be found; also the sections of an answer. */
export type FoundKind = 'station' | 'show' | 'episode' | 'track' | 'album' | 'person' | 'playlist';

/** A stretch of a text that was searched for, in UTF-16 units. */
export interface Mark {
  start: number;
  end: number;
}

export interface SearchHit {
  key: string;
  kind: FoundKind;
  title: string;
  title_marks: Mark[];
  subtitle: string;
  subtitle_marks: Mark[];
  channels: { slug: string; name: string }[];
  art_url?: string | null;
  path: string;
  seconds: number;
  exact: boolean;
  by: FoundBy;
}

/** Words of the query; what it is about, without its words; a pin. */
export type FoundBy = 'words' | 'meaning' | 'rule';

export interface SearchSection {
  kind: FoundKind;
  hits: SearchHit[];
  next?: string | null;
}

export interface SearchAnswer {
  search_id?: string | null;
  /** The query as the catalogue spells it, when that is another script. */
  read_as?: string | null;
  did_you_mean?: string | null;
  sections: SearchSection[];
  /** Whether only what is liked best was looked through. */
  limited: boolean;
}

export interface SearchFeatures {
  speech: boolean;
}

/** Texts that mean the same. */
export interface Synonyms {
  texts: string[];
}

/** What stands first for a query. */
export interface Pin {
  query: string;
  keys: string[];
}

/** What those who run the server add to search. */
export interface SearchRules {
  version: number;
  synonyms: Synonyms[];
  pins: Pin[];
}

export interface RulesPreview {
  now: SearchAnswer;
  proposed: SearchAnswer;
}

export interface Suggestion {
  text: string;
  kind?: FoundKind | null;
}

/** A query, and how often it was made. */
export interface SearchQuery {
  query: string;
  people: number;
  searches: number;
}

export interface SearchNumbers {
  days: { day: string; searches: number; without_result: number; clicked: number; reciprocal_rank?: number | null }[];
  found: SearchQuery[];
  not_found: SearchQuery[];
}
