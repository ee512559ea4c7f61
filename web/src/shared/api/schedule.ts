/** The schedule and the programme, as the API says them. */

export interface ProgrammeItem {
  title: string;
  from: string;
  until: string;
  /** By BCP 47 tag. */
  titles?: Record<string, string>;
  description?: string;
  /** A show's slug. */
  show?: string;
  presenters?: string[];
}

export interface Programme {
  time_zone: string;
  items: ProgrammeItem[];
}

export type Prayer = 'fajr' | 'sunrise' | 'zuhr' | 'asr' | 'maghrib' | 'isha';

export type ScheduleStart = { by: 'clock'; at: string } | { by: 'sun'; prayer: Prayer; offset_min?: number };

/** Where a station is, for its sun and its moon. */
export interface Almanac {
  place: { latitude: number; longitude: number };
  twilight: { fajr: number; isha: number };
  asr: 'hanafi' | 'standard';
  /** Days by which the moon was seen later than reckoned. */
  moon_shift: number;
  holidays: { date: string; name: string }[];
}

export interface ScheduleTiming {
  first: string;
  start: ScheduleStart;
  minutes: number;
  /** A rule of RFC 5545. */
  repeat?: string | null;
  also?: string[];
  changes?: { date: string; is_off?: boolean; start?: ScheduleStart; minutes?: number }[];
  season?: 'all' | 'ramadan' | 'not_ramadan';
  holidays?: 'run' | 'skip' | 'only';
}

export interface ScheduleDraft {
  title: string;
  titles?: Record<string, string>;
  description?: string;
  show?: string;
  timing: ScheduleTiming;
  playlist?: string;
  once?: boolean;
  hard_start?: boolean;
  presenters?: string[];
  is_draft?: boolean;
  is_unlisted?: boolean;
}

export interface ScheduleEntry extends ScheduleDraft {
  id: string;
  version: number;
}

export interface ChangedEntry {
  entry: ScheduleEntry;
  /** What somebody else had made of it meanwhile. */
  overwritten?: ScheduleEntry;
}

export interface Showing {
  entry: string;
  title: string;
  /** The date it is for. */
  date: string;
  from: string;
  until: string;
  playlist: string | null;
  presenters: string[];
  is_draft: boolean;
  is_changed: boolean;
}

export interface Clash {
  first: string;
  first_title: string;
  second: string;
  second_title: string;
  from: string;
  until: string;
  /** A break rather than a mistake. */
  is_within: boolean;
}

export interface ScheduleDay {
  date: string;
  holiday?: string;
  /** Year, month and day. */
  hijri: number[];
  is_ramadan: boolean;
  fajr?: string;
  maghrib?: string;
}

export interface Week {
  time_zone: string;
  days: ScheduleDay[];
  items: Showing[];
  clashes: Clash[];
}

export interface SchedulePreview {
  times: { from: string; until: string }[];
  count: number;
  clashes: Clash[];
}
