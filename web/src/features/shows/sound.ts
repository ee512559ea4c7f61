import { create } from 'zustand';
import type { Episode, Show } from '@/shared/api/shows';
import { wantsSound } from '@/shared/player/machine';
import { actions, usePlayer } from '@/shared/player/store';
import { keepPlace, placeOf } from './places';

export const BACK_S = 15;
export const FORWARD_S = 30;
export const RATES = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3] as const;

interface Sound {
  /** Id of the episode that is loaded. */
  id: string | null;
  loaded: { episode: Episode; show: Show } | null;
  playing: boolean;
  waiting: boolean;
  broken: boolean;
  seconds: number;
  length: number;
  rate: number;
}

/** The recorded sound: one for the whole app, which goes on while one looks at other pages. */
export const useSound = create<Sound>(() => ({
  id: null,
  loaded: null,
  playing: false,
  waiting: false,
  broken: false,
  seconds: 0,
  length: 0,
  rate: 1,
}));

let audio: HTMLAudioElement | null = null;

function keep(): void {
  const { id } = useSound.getState();
  if (id && audio) keepPlace(id, audio.currentTime, audio.duration || 0);
}

/** Makes the one element when sound is first wanted. */
function getAudio(): HTMLAudioElement {
  if (audio) return audio;
  const element = new Audio();
  audio = element;
  element.preload = 'metadata';
  const on = (name: string, state: () => Partial<Sound>) =>
    element.addEventListener(name, () => useSound.setState(state()));
  on('play', () => ({ playing: true, broken: false }));
  on('playing', () => ({ waiting: false }));
  on('waiting', () => ({ waiting: true }));
  on('pause', () => ({ playing: false, waiting: false }));
  on('error', () => ({ playing: false, waiting: false, broken: true }));
  on('timeupdate', () => ({ seconds: element.currentTime }));
  on('seeked', () => ({ seconds: element.currentTime }));
  on('durationchange', () => ({ length: Number.isFinite(element.duration) ? element.duration : 0 }));
  element.addEventListener('pause', keep);
  addEventListener('pagehide', keep);
  setInterval(() => !element.paused && keep(), 5_000);
  // One thing sounds at a time.
  usePlayer.subscribe((player) => wantsSound(player.state) && element.pause());
  return element;
}

function tellSession(episode: Episode, show: Show): void {
  if (!('mediaSession' in navigator)) return;
  const artwork = [{ src: new URL(episode.cover_url, location.href).href, sizes: '1400x1400' }];
  navigator.mediaSession.metadata = new MediaMetadata({
    title: episode.title,
    artist: show.author || show.title,
    album: show.title,
    artwork,
  });
  const isLive = () => wantsSound(usePlayer.getState().state);
  const handlers: [MediaSessionAction, (details: MediaSessionActionDetails) => void][] = [
    ['play', () => void getAudio().play()],
    ['pause', () => (isLive() ? actions.pause() : getAudio().pause())],
    ['stop', () => (isLive() ? actions.pause() : getAudio().pause())],
    ['seekbackward', () => (isLive() ? actions.nudge(-BACK_S) : sound.nudge(-BACK_S))],
    ['seekforward', () => (isLive() ? actions.nudge(BACK_S) : sound.nudge(FORWARD_S))],
    ['seekto', (details) => sound.seek(details.seekTime ?? 0)],
  ];
  for (const [action, handler] of handlers) {
    try {
      navigator.mediaSession.setActionHandler(action, handler);
    } catch {
      // An older browser does not know the action; the others still work.
    }
  }
}

/** Loads an episode, where one stopped; whether there is something to load. */
function load(episode: Episode, show: Show): boolean {
  if (useSound.getState().id === episode.id) return true;
  if (!episode.audio_url) return false;
  keep();
  const element = getAudio();
  const start = placeOf(episode.id);
  const length = (episode.duration_ms ?? 0) / 1000;
  useSound.setState({ id: episode.id, loaded: { episode, show }, seconds: start, length, broken: false });
  element.src = episode.audio_url;
  element.playbackRate = useSound.getState().rate;
  element.currentTime = start;
  return true;
}

export const sound = {
  toggle(episode: Episode, show: Show): void {
    const isSame = useSound.getState().id === episode.id;
    if (isSame && useSound.getState().playing) getAudio().pause();
    else sound.play(episode, show);
  },
  play(episode: Episode, show: Show): void {
    if (!load(episode, show)) return;
    const element = getAudio();
    if (useSound.getState().broken) element.load();
    if (wantsSound(usePlayer.getState().state)) actions.pause();
    element.playbackRate = useSound.getState().rate;
    tellSession(episode, show);
    element.play().catch(() => useSound.setState({ playing: false }));
  },
  /** Goes to a second of an episode, and plays it from there. */
  playFrom(episode: Episode, show: Show, seconds: number): void {
    if (!load(episode, show)) return;
    sound.seek(seconds);
    sound.play(episode, show);
  },
  /** Takes the episode out of the player; its place is kept. */
  stop(): void {
    getAudio().pause();
    keep();
    useSound.setState({ id: null, loaded: null });
  },
  seek(seconds: number): void {
    const element = getAudio();
    element.currentTime = Math.max(0, Math.min(seconds, element.duration || seconds));
    useSound.setState({ seconds: element.currentTime });
  },
  nudge(seconds: number): void {
    sound.seek(getAudio().currentTime + seconds);
  },
  setRate(rate: number): void {
    useSound.setState({ rate });
    getAudio().playbackRate = rate;
  },
};
