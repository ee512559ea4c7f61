import type { Channel, ChannelSettings } from '@/shared/api/types';

type Change = Pick<Channel, 'name' | 'description' | 'genre' | 'language'> & { settings: ChannelSettings };

/** Reads the settings form; seconds become milliseconds, an empty limit none, what has no field stays. */
export function readSettings(form: FormData, before: ChannelSettings): Change {
  const text = (name: string) => String(form.get(name) ?? '').trim();
  const number = (name: string) => Number(text(name));
  const ms = (name: string) => Math.round(number(name) * 1000);
  const limit = (name: string) => (text(name) === '' ? null : number(name));
  return {
    name: text('name'),
    description: text('description'),
    genre: text('genre'),
    language: text('language'),
    settings: {
      ...before,
      processing: form.has('processing') ? 'on' : 'off',
      crossfade_ms: ms('crossfade'),
      target_lufs: number('target'),
      buffer_ms: ms('buffer'),
      stall_ms: ms('stall'),
      dead_air: { level_dbfs: number('dead_level'), seconds: number('dead_seconds') },
      takeover: text('takeover') === 'newest' ? 'newest' : 'refuse',
      time_shift_min: number('time_shift'),
      time_zone: text('time_zone'),
      almanac: {
        ...before.almanac,
        place: { latitude: number('latitude'), longitude: number('longitude') },
        asr: text('asr') === 'standard' ? 'standard' : 'hanafi',
        moon_shift: number('moon_shift'),
        holidays: form.getAll('holiday_date').map((date, at) => ({
          date: String(date),
          name: String(form.getAll('holiday_name')[at] ?? '').trim(),
        })),
      },
      renditions: form.getAll('renditions').map(String),
      separation: { artist_min: number('artist_min'), title_min: number('title_min') },
      recording: {
        ...before.recording,
        live: form.has('record_live'),
        aircheck: form.has('aircheck'),
        keep_days: number('keep_days'),
      },
      limits: { listeners: limit('max_listeners'), bandwidth_kbps: limit('max_kbps'), monthly_gb: limit('max_gb') },
    },
  };
}
