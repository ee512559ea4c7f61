/** What the listener is told about the sound. */
export type Phase = 'idle' | 'connecting' | 'playing' | 'buffering' | 'recovering' | 'paused' | 'blocked' | 'failed';

export interface State {
  phase: Phase;
  /** Failed attempts since the sound was last heard. */
  attempt: number;
  /** When the line was lost, in this device's ms. */
  lostAt: number | null;
  /** The server time that was last heard before a pause or a loss: where to go on. */
  place: number | null;
  pausedAt: number | null;
}

export type Event =
  | { type: 'play' }
  | { type: 'seek'; place: number | null }
  | { type: 'pause'; heardAt: number | null }
  | { type: 'stop' }
  | { type: 'sounding' }
  | { type: 'waiting' }
  | { type: 'broken'; heardAt: number | null }
  | { type: 'retry' }
  | { type: 'online' }
  | { type: 'blocked' }
  | { type: 'unsupported' };

export type Effect =
  | { type: 'attach'; place: number | null }
  | { type: 'detach' }
  | { type: 'retryIn'; ms: number }
  | { type: 'cancelRetry' };

export const IDLE: State = { phase: 'idle', attempt: 0, lostAt: null, place: null, pausedAt: null };

/** A shorter pause or loss than this simply goes on live. */
export const KEEP_PLACE_FROM_MS = 4_000;
/** After this long a listener wants the news, not the place. */
export const KEEP_PLACE_UNTIL_MS = 30 * 60_000;
const GIVE_UP_MS = 10 * 60_000;
const FIRST_RETRY_MS = 400;
const SLOWEST_RETRY_MS = 5_000;

const WANTS_SOUND: readonly Phase[] = ['connecting', 'playing', 'buffering', 'recovering'];

/** Whether the listener has pressed play and not stopped since. */
export const wantsSound = (state: State): boolean => WANTS_SOUND.includes(state.phase);

function worthKeeping(since: number | null, now: number): boolean {
  if (since === null) return false;
  return now - since >= KEEP_PLACE_FROM_MS && now - since <= KEEP_PLACE_UNTIL_MS;
}

type Step = [State, Effect[]];

function attachAgain(state: State, now: number): Step {
  const place = worthKeeping(state.lostAt, now) ? state.place : null;
  return [{ ...state, phase: 'recovering' }, [{ type: 'attach', place }]];
}

function lose(state: State, heardAt: number | null, now: number): Step {
  const lostAt = state.lostAt ?? now;
  if (now - lostAt > GIVE_UP_MS) {
    return [{ ...state, phase: 'failed', lostAt: null, attempt: 0 }, [{ type: 'detach' }, { type: 'cancelRetry' }]];
  }
  const ms = Math.min(FIRST_RETRY_MS * 2 ** state.attempt, SLOWEST_RETRY_MS);
  const place = state.place ?? heardAt;
  const next: State = { ...state, phase: 'recovering', attempt: state.attempt + 1, lostAt, place };
  return [next, [{ type: 'detach' }, { type: 'retryIn', ms }]];
}

function play(state: State, now: number): Step {
  if (wantsSound(state)) return [state, []];
  const place = worthKeeping(state.pausedAt, now) ? state.place : null;
  return [{ ...IDLE, phase: 'connecting', place }, [{ type: 'cancelRetry' }, { type: 'attach', place }]];
}

/** Decides what follows from an event; touches nothing itself. `now` is this device's ms. */
export function step(state: State, event: Event, now: number): Step {
  switch (event.type) {
    case 'play':
      return play(state, now);
    case 'seek':
      return [
        { ...IDLE, phase: 'connecting', place: event.place },
        [{ type: 'cancelRetry' }, { type: 'detach' }, { type: 'attach', place: event.place }],
      ];
    case 'pause':
      if (!wantsSound(state)) return [state, []];
      return [
        { ...IDLE, phase: 'paused', place: state.lostAt === null ? event.heardAt : state.place, pausedAt: now },
        [{ type: 'cancelRetry' }, { type: 'detach' }],
      ];
    case 'stop':
      return [IDLE, [{ type: 'cancelRetry' }, { type: 'detach' }]];
    case 'sounding':
      if (!wantsSound(state)) return [state, []];
      if (state.phase === 'playing' && state.attempt === 0) return [state, []];
      return [{ ...IDLE, phase: 'playing' }, [{ type: 'cancelRetry' }]];
    case 'waiting':
      return state.phase === 'playing' ? [{ ...state, phase: 'buffering' }, []] : [state, []];
    case 'broken':
      return wantsSound(state) ? lose(state, event.heardAt, now) : [state, []];
    case 'retry':
    case 'online':
      return state.phase === 'recovering' ? attachAgain(state, now) : [state, []];
    case 'blocked':
      return wantsSound(state)
        ? [{ ...state, phase: 'blocked' }, [{ type: 'detach' }, { type: 'cancelRetry' }]]
        : [state, []];
    case 'unsupported':
      return wantsSound(state)
        ? [{ ...IDLE, phase: 'failed' }, [{ type: 'detach' }, { type: 'cancelRetry' }]]
        : [state, []];
  }
}
