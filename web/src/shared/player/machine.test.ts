import { describe, expect, it } from 'vitest';
import { type Event, IDLE, type State, step } from './machine';

/** Plays a list of events with their times and gives the last state and all effects. */
function run(events: [number, Event][], from: State = IDLE) {
  let state = from;
  const effects: string[] = [];
  for (const [now, event] of events) {
    const [next, made] = step(state, event, now);
    state = next;
    effects.push(...made.map((effect) => ('place' in effect ? `${effect.type}:${effect.place}` : effect.type)));
  }
  return { state, effects };
}

describe('player machine', () => {
  it('goes from play to sound', () => {
    const { state, effects } = run([
      [0, { type: 'play' }],
      [200, { type: 'sounding' }],
    ]);
    expect(state.phase).toBe('playing');
    expect(effects).toEqual(['cancelRetry', 'attach:null', 'cancelRetry']);
  });

  it('survives an outage of 60 s and goes on where it was lost', () => {
    const events: [number, Event][] = [
      [0, { type: 'play' }],
      [200, { type: 'sounding' }],
      [10_000, { type: 'waiting' }],
      [16_000, { type: 'broken', heardAt: 5_000 }],
    ];
    for (let now = 17_000; now < 76_000; now += 5_000) {
      events.push([now, { type: 'retry' }], [now + 100, { type: 'broken', heardAt: null }]);
    }
    const lost = run(events);
    expect(lost.state.phase).toBe('recovering');
    expect(lost.state.place).toBe(5_000);
    const back = run([[77_000, { type: 'online' }]], lost.state);
    expect(back.effects).toEqual(['attach:5000']);
    const heard = run([[78_000, { type: 'sounding' }]], back.state);
    expect(heard.state).toEqual({ ...IDLE, phase: 'playing' });
  });

  it('returns to live after a loss too short to notice', () => {
    const lost = run([
      [0, { type: 'play' }],
      [200, { type: 'sounding' }],
      [1_000, { type: 'broken', heardAt: 900 }],
      [1_400, { type: 'retry' }],
    ]);
    expect(lost.effects.at(-1)).toBe('attach:null');
  });

  it('waits longer after every failure, but never more than five seconds', () => {
    let state: State = { ...IDLE, phase: 'playing' };
    const waits: number[] = [];
    for (let now = 0; now < 60_000; now += 6_000) {
      const [next, effects] = step(state, { type: 'broken', heardAt: 1 }, now);
      state = next;
      for (const effect of effects) if (effect.type === 'retryIn') waits.push(effect.ms);
    }
    expect(waits.slice(0, 5)).toEqual([400, 800, 1600, 3200, 5000]);
    expect(Math.max(...waits)).toBe(5000);
  });

  it('gives up after ten minutes and says so', () => {
    const { state } = run(
      [
        [0, { type: 'broken', heardAt: 1 }],
        [601_000, { type: 'broken', heardAt: null }],
      ],
      { ...IDLE, phase: 'playing' },
    );
    expect(state.phase).toBe('failed');
  });

  it('resumes a long pause at its place and a very long one live', () => {
    const paused = run([
      [0, { type: 'play' }],
      [100, { type: 'sounding' }],
      [1_000, { type: 'pause', heardAt: 500 }],
    ]).state;
    expect(run([[61_000, { type: 'play' }]], paused).effects.at(-1)).toBe('attach:500');
    expect(run([[2_000, { type: 'play' }]], paused).effects.at(-1)).toBe('attach:null');
    expect(run([[3_600_000, { type: 'play' }]], paused).effects.at(-1)).toBe('attach:null');
  });

  it('does not start by itself after a stop or a pause', () => {
    const paused: State = { ...IDLE, phase: 'paused' };
    for (const type of ['retry', 'online', 'sounding', 'waiting'] as const) {
      expect(run([[1, { type }]], paused).effects).toEqual([]);
      expect(run([[1, { type }]]).effects).toEqual([]);
    }
  });

  it('keeps the place of the loss when paused while recovering', () => {
    const { state } = run(
      [
        [0, { type: 'broken', heardAt: 700 }],
        [5_000, { type: 'pause', heardAt: null }],
      ],
      { ...IDLE, phase: 'playing' },
    );
    expect(state.place).toBe(700);
  });
});
