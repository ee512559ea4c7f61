import { create } from 'zustand';
import type { Station } from '@/shared/api/types';
import { serverNow } from '@/shared/lib/clock';
import { usePrefs } from '@/shared/lib/prefs';
import { type Event, IDLE, type State, step, wantsSound } from './machine';
import { Output } from './output';
import { hlsRendition, hlsUrl, lookAround, pickRendition, progressiveUrl } from './sources';

interface Player {
  station: Station | null;
  state: State;
  rendition: string | null;
  /** Server time of what is heard; null before the first sound. */
  heardAt: number | null;
  shifted: boolean;
  /** This device's ms at which the sleep timer ends. */
  sleepAt: number | null;
  open: boolean;
}

export const usePlayer = create<Player>(() => ({
  station: null,
  state: IDLE,
  rendition: null,
  heardAt: null,
  shifted: false,
  sleepAt: null,
  open: false,
}));

const FADE_MS = 20_000;
const TICK_MS = 500;
let output: Output | null = null;
let retryTimer: ReturnType<typeof setTimeout> | undefined;

/** Makes the one output when sound is first wanted. */
function getOutput(): Output {
  if (output) return output;
  output = new Output({
    sounding: () => dispatch({ type: 'sounding' }),
    waiting: () => dispatch({ type: 'waiting' }),
    broken: () => dispatch({ type: 'broken', heardAt: output?.heardAt() ?? usePlayer.getState().heardAt }),
    blocked: () => dispatch({ type: 'blocked' }),
    unsupported: () => dispatch({ type: 'unsupported' }),
  });
  addEventListener('online', () => dispatch({ type: 'online' }));
  setInterval(tick, TICK_MS);
  usePrefs.subscribe(applyVolume);
  applyVolume();
  return output;
}

/** The element that sounds, for meters; null before the first play. */
export const soundingElement = (): HTMLAudioElement | null => output?.audio ?? null;

function dispatch(event: Event): void {
  const [state, effects] = step(usePlayer.getState().state, event, Date.now());
  usePlayer.setState({ state });
  for (const effect of effects) {
    if (effect.type === 'attach') attach(effect.place);
    if (effect.type === 'detach') getOutput().close();
    if (effect.type === 'cancelRetry') clearTimeout(retryTimer);
    if (effect.type === 'retryIn') {
      clearTimeout(retryTimer);
      retryTimer = setTimeout(() => dispatch({ type: 'retry' }), effect.ms);
    }
  }
}

function attach(place: number | null): void {
  const { station } = usePlayer.getState();
  if (!station) return;
  const rendition = pickRendition(station.renditions, usePrefs.getState().quality, lookAround());
  const shiftable = place === null ? null : hlsRendition(station.renditions, rendition);
  usePlayer.setState({ rendition: shiftable ?? rendition, shifted: shiftable !== null });
  const plain = progressiveUrl(station.slug, rendition);
  if (shiftable !== null) void getOutput().playHls(hlsUrl(station.slug, shiftable), place, plain);
  else getOutput().playProgressive(plain);
}

function applyVolume(): void {
  if (!output) return;
  const { volume, muted } = usePrefs.getState();
  const { sleepAt } = usePlayer.getState();
  const left = sleepAt === null ? FADE_MS : Math.max(0, sleepAt - Date.now());
  output.audio.volume = volume * Math.min(1, left / FADE_MS);
  output.audio.muted = muted;
}

function tick(): void {
  const { sleepAt, state, heardAt } = usePlayer.getState();
  if (sleepAt !== null) {
    if (Date.now() >= sleepAt) {
      usePlayer.setState({ sleepAt: null });
      actions.pause();
    }
    applyVolume();
  }
  if (!wantsSound(state)) return;
  const heard = getOutput().heardAt();
  // Half seconds are enough for the screen, and fewer redraws for the phone.
  if (heard !== null && Math.abs(heard - (heardAt ?? 0)) > 200) usePlayer.setState({ heardAt: heard });
}

export const actions = {
  /** Plays a station from its live edge, or goes on with the one that is loaded. */
  play(station?: Station): void {
    const current = usePlayer.getState();
    usePlayer.setState({ station: station ?? current.station });
    const chosen = station ?? current.station;
    if (!chosen) return;
    getOutput();
    usePrefs.getState().visited(chosen.slug);
    if (chosen.slug !== current.station?.slug) {
      usePlayer.setState({ heardAt: null });
      dispatch({ type: 'stop' });
    }
    dispatch({ type: 'play' });
  },
  pause(): void {
    dispatch({ type: 'pause', heardAt: usePlayer.getState().heardAt });
  },
  toggle(station?: Station): void {
    const { station: current, state } = usePlayer.getState();
    const same = !station || station.slug === current?.slug;
    if (same && wantsSound(state)) actions.pause();
    else actions.play(station);
  },
  stop(): void {
    dispatch({ type: 'stop' });
    usePlayer.setState({ heardAt: null, station: null, open: false });
  },
  toLive(): void {
    dispatch({ type: 'seek', place: null });
  },
  /** Moves by seconds within the time shift; beyond the live edge it is live again. */
  nudge(seconds: number): void {
    const { heardAt, station } = usePlayer.getState();
    if (!station || heardAt === null) return;
    const place = heardAt + seconds * 1000;
    const windowMs = (station.time_shift_min ?? 60) * 60_000;
    const newest = serverNow() - 8_000;
    if (place >= newest) actions.toLive();
    else dispatch({ type: 'seek', place: Math.max(place, serverNow() - windowMs + 15_000) });
  },
  /** Opens the line again in another quality, where it was. */
  changeQuality(): void {
    const { state, shifted, heardAt } = usePlayer.getState();
    if (wantsSound(state)) dispatch({ type: 'seek', place: shifted ? heardAt : null });
  },
  sleepIn(minutes: number | null): void {
    usePlayer.setState({ sleepAt: minutes === null ? null : Date.now() + minutes * 60_000 });
    applyVolume();
  },
  setOpen(open: boolean): void {
    usePlayer.setState({ open });
  },
};

/** How far behind live the listener is when shifted, in ms; 0 at the edge. */
export function behindMs(player: Pick<Player, 'shifted' | 'heardAt'>): number {
  if (!player.shifted || player.heardAt === null) return 0;
  return Math.max(0, serverNow() - player.heardAt);
}
