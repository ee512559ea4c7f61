import { expect, it } from 'vitest';
import { toggledDay } from './HoursEditor';

it('takes days out and puts them in, in the order of the week, and never leaves none', () => {
  expect(toggledDay([], 'mon')).toEqual(['tue', 'wed', 'thu', 'fri', 'sat', 'sun']);
  expect(toggledDay(['sun', 'fri'], 'sat')).toEqual(['fri', 'sat', 'sun']);
  expect(toggledDay(['fri'], 'fri')).toEqual(['fri']);
});
