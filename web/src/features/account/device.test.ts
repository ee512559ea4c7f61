import { describe, expect, it } from 'vitest';
import { deviceOf } from './device';

describe('deviceOf', () => {
  it.each([
    [
      'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36',
      'Chrome · Android',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Safari/604.1',
      'Safari · iOS',
    ],
    ['Mozilla/5.0 (Windows NT 10.0; Win64) Gecko/20100101 Firefox/140.0', 'Firefox · Windows'],
    ['curl/8.5', 'curl/8.5'],
    ['', ''],
  ])('%s', (agent, name) => {
    expect(deviceOf(agent)).toBe(name);
  });
  it('keeps what is long short', () => {
    expect(deviceOf('x'.repeat(200))).toHaveLength(40);
  });
});
