import { describe, expect, it } from 'vitest';
import type { ChannelSettings, Track } from '@/shared/api/types';
import { niceTop } from './Chart';
import { sums } from './SearchesPage';
import { readSettings } from './settingsForm';
import { sortTracks } from './TrackTable';

const BEFORE: ChannelSettings = {
  processing: 'on',
  crossfade_ms: 2000,
  target_lufs: -16,
  buffer_ms: 2000,
  stall_ms: 1500,
  dead_air: { level_dbfs: -50, seconds: 15 },
  fallback_order: ['playlist', 'tone'],
  renditions: ['mp3-128'],
  takeover: 'refuse',
  limits: { listeners: 100, bandwidth_kbps: null, monthly_gb: null },
  recording: { live: true, aircheck: false, rendition: 'aac-128', keep_days: 30, stop_disk_percent: 90 },
  separation: { artist_min: 60, title_min: 180 },
  aliases: ['/stream'],
  time_shift_min: 60,
  time_zone: 'Asia/Karachi',
  almanac: {
    place: { latitude: 31.5, longitude: 74.3 },
    twilight: { fajr: 18, isha: 18 },
    asr: 'hanafi',
    moon_shift: 0,
    holidays: [{ date: '2026-12-25', name: 'Quaid Day' }],
  },
};

describe('settings form', () => {
  const form = new FormData();
  const fields = {
    name: ' ریڈیو ',
    crossfade: '2.5',
    buffer: '0.3',
    stall: '1.5',
    max_listeners: '',
    max_kbps: '9000',
    takeover: 'newest',
    target: '-18',
    keep_days: '7',
    time_zone: 'Asia/Kabul',
    latitude: '34.53',
    longitude: '69.17',
    moon_shift: '-1',
    asr: 'standard',
    holiday_date: '2027-03-21',
    holiday_name: ' Nowruz ',
  };
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.append('renditions', 'opus-24');
  form.append('renditions', 'aac-64');
  const change = readSettings(form, BEFORE);

  it('turns seconds into milliseconds and empty limits into none', () => {
    expect(change.settings.crossfade_ms).toBe(2500);
    expect(change.settings.buffer_ms).toBe(300);
    expect(change.settings.limits).toEqual({ listeners: null, bandwidth_kbps: 9000, monthly_gb: null });
  });
  it('reads switches that are off and keeps what it does not show', () => {
    expect(change.settings.processing).toBe('off');
    expect(change.settings.recording).toEqual({
      live: false,
      aircheck: false,
      rendition: 'aac-128',
      keep_days: 7,
      stop_disk_percent: 90,
    });
    expect(change.settings.aliases).toEqual(['/stream']);
    expect(change.settings.renditions).toEqual(['opus-24', 'aac-64']);
    expect(change.name).toBe('ریڈیو');
    expect(change.settings.time_zone).toBe('Asia/Kabul');
    expect(change.settings.almanac).toEqual({
      place: { latitude: 34.53, longitude: 69.17 },
      twilight: { fajr: 18, isha: 18 },
      asr: 'standard',
      moon_shift: -1,
      holidays: [{ date: '2027-03-21', name: 'Nowruz' }],
    });
  });
});

describe('library and chart', () => {
  const track = (title: string, duration: number | null, added: string): Track => ({
    id: title,
    title,
    artist: '',
    album: '',
    duration_ms: duration,
    lufs: null,
    state: 'ready',
    art_url: null,
    playlists: [],
    added_at: added,
  });
  it('sorts without touching the given list', () => {
    const tracks = [track('b', 1, '2026-01-02'), track('a', null, '2026-01-03'), track('c', 9, '2026-01-01')];
    expect(sortTracks(tracks, 'title').map((one) => one.id)).toEqual(['a', 'b', 'c']);
    expect(sortTracks(tracks, 'length').map((one) => one.id)).toEqual(['c', 'b', 'a']);
    expect(sortTracks(tracks, 'added').map((one) => one.id)).toEqual(['a', 'b', 'c']);
    expect(tracks[0]?.id).toBe('b');
  });
  it('ends the scale at a round number', () => {
    expect([0, 5, 6, 12, 99, 101, 4321].map(niceTop)).toEqual([5, 5, 10, 20, 100, 200, 5000]);
  });
});

describe('searches', () => {
  it('sums days by how much was searched on them', () => {
    const day = (searches: number, clicked: number, reciprocal_rank?: number) => ({
      day: '2026-11-27',
      searches,
      without_result: 1,
      clicked,
      reciprocal_rank,
    });
    const found = sums({ days: [day(10, 4, 1), day(2, 0), day(8, 4, 0.25)], found: [], not_found: [] });
    expect(found).toEqual({ searches: 20, nothing: 3, clicked: 8, place: 1.6 });
    expect(sums({ days: [], found: [], not_found: [] }).place).toBeNull();
  });
});
