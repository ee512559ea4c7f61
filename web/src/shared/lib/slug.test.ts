import { expect, it } from 'vitest';
import { slugFrom } from './slug';

it('suggests an address for a name in any script', () => {
  expect(slugFrom('Indus Late Night')).toBe('indus-late-night');
  expect(slugFrom('ریڈیو محفل')).toBe('ridio-mhfl');
  expect(slugFrom('  -- ')).toBe('');
  expect(slugFrom('🎧')).toBe('');
  expect(slugFrom('x'.repeat(90))).toHaveLength(40);
});
