import { describe, expect, it } from 'vitest';
import { agentName, protocolName, renditionName } from './names';

describe('names for people', () => {
  it('writes qualities and ways as people do', () => {
    expect(renditionName('opus-24')).toBe('Opus 24');
    expect(renditionName('mp3-128')).toBe('MP3 128');
    expect(renditionName('flac')).toBe('flac');
    expect(protocolName('hls')).toBe('HLS');
    expect(protocolName('whip')).toBe('whip');
  });
  it('shortens browsers and keeps players', () => {
    expect(agentName('Mozilla/5.0 (Linux; Android 10; itel A48) AppleWebKit/537 Chrome/120 Mobile Safari/537')).toBe(
      'Chrome · Android',
    );
    expect(agentName('Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17 Mobile Safari/604')).toBe(
      'Safari · iOS',
    );
    expect(agentName('VLC/3.0.18')).toBe('VLC 3.0.18');
    expect(agentName('')).toBe('');
  });
});
