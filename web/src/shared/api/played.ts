/** Shapes of what was played, and of playlists as files. */
import type { Playlist, SongKind } from './types';

/** Something that was played. */
export interface LogLine {
  id: string;
  kind?: SongKind | null;
  started_at: string;
  sample: number;
  ended_at?: string | null;
  duration_ms?: number | null;
  title: string;
  artist: string;
  album: string;
  playlist: string;
  who: string;
  track_id?: string | null;
  /** On average, in the five minutes in which it began; nothing where nobody counted. */
  listeners?: number | null;
}

export interface PlayedSong {
  track_id?: string | null;
  title: string;
  artist: string;
  album: string;
  plays: number;
  seconds: number;
  performances: number;
  listener_hours: number;
}

/** The songs of a period. */
export interface SongsReport {
  from: string;
  to: string;
  songs: number;
  plays: number;
  uncounted_plays: number;
  items: PlayedSong[];
}

/** An entry of a playlist's file, as it is written there. */
export interface GivenEntry {
  line: number;
  location: string;
  title: string;
  artist: string;
}

export interface PassedEntries {
  count: number;
  items: GivenEntry[];
}

/** What an import of a playlist's file found. */
export interface ImportedPlaylist {
  format: 'm3u8' | 'pls' | 'xspf';
  name: string;
  entries: number;
  found: number;
  tracks: number;
  ambiguous: {
    count: number;
    items: { entry: GivenEntry; taken: { title: string; artist: string; filename: string }; candidates: number }[];
  };
  missing: PassedEntries;
  ignored: PassedEntries;
  /** Nothing while it is only tried. */
  playlist?: Playlist | null;
}
