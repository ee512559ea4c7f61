import { describe, expect, it } from 'vitest';
import { hlsRendition, mbPerHour, pickRendition, progressiveUrl } from './sources';

const ALL = ['aac-48', 'aac-64', 'aac-128', 'aac-256', 'mp3-128', 'mp3-320', 'opus-24', 'opus-64'];
const WIFI = { saveData: false, effectiveType: '4g', cellular: false, canOpus: true };

describe('choice of rendition', () => {
  it('takes the best start on a good line and saves on a poor one', () => {
    expect(pickRendition(ALL, 'auto', WIFI)).toBe('mp3-128');
    expect(pickRendition(ALL, 'auto', { ...WIFI, cellular: true })).toBe('aac-64');
    expect(pickRendition(ALL, 'auto', { ...WIFI, saveData: true })).toBe('opus-24');
    expect(pickRendition(ALL, 'auto', { ...WIFI, effectiveType: '2g' })).toBe('opus-24');
  });
  it('never gives Opus to a browser without it', () => {
    expect(pickRendition(ALL, 'saver', { ...WIFI, canOpus: false })).toBe('aac-48');
  });
  it('takes the nearest when a station has few', () => {
    expect(pickRendition(['aac-96', 'mp3-192'], 'saver', WIFI)).toBe('aac-96');
    expect(pickRendition([], 'normal', WIFI)).toBe('mp3-128');
  });
  it('finds an AAC for the time shift of an MP3', () => {
    expect(hlsRendition(ALL, 'mp3-128')).toBe('aac-128');
    expect(hlsRendition(ALL, 'opus-24')).toBe('opus-24');
    expect(hlsRendition(['mp3-128'], 'mp3-128')).toBeNull();
  });
  it('knows what an hour costs', () => {
    expect(mbPerHour('opus-24')).toBe(11);
    expect(mbPerHour('mp3-128')).toBe(59);
    expect(progressiveUrl('mehfil', 'opus-24')).toBe('/live/mehfil/opus-24.ogg');
  });
});
