import type Hls from 'hls.js';
import { serverNow } from '@/shared/lib/clock';

/** What the output tells its owner; `fatal` means that the line has to be opened again. */
export interface Signals {
  sounding: () => void;
  waiting: () => void;
  broken: () => void;
  blocked: () => void;
  unsupported: () => void;
}

// The server sends in ticks of up to a second; half of one is what is on the way.
const PROGRESSIVE_TICK_MS = 500;
const STALL_MS = 7_000;
const WATCH_MS = 500;

interface NativeDate {
  getStartDate?: () => Date;
}

/** The one audio element of the page, fed by a progressive stream or by HLS. */
export class Output {
  readonly audio: HTMLAudioElement;
  private hls: Hls | null = null;
  private mode: 'none' | 'progressive' | 'hls' | 'native' = 'none';
  private generation = 0;
  private lastTime = 0;
  private lastAdvance = 0;
  private watch: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly signals: Signals) {
    this.audio = document.createElement('audio');
    this.audio.preload = 'none';
    this.audio.setAttribute('playsinline', '');
    this.audio.addEventListener('error', () => this.onError());
    this.audio.addEventListener('ended', () => this.active && this.signals.broken());
    this.audio.addEventListener('waiting', () => this.active && this.signals.waiting());
    this.audio.addEventListener('timeupdate', () => this.look());
  }

  private get active(): boolean {
    return this.mode !== 'none';
  }

  get isShifted(): boolean {
    return this.mode === 'hls' || this.mode === 'native';
  }

  /** Plays a stream from its live edge: the fastest way to a sound. */
  playProgressive(url: string): void {
    this.open('progressive');
    // A query of its own keeps the browser from answering out of its cache.
    this.audio.src = `${url}?t=${Date.now().toString(36)}`;
    this.start();
  }

  /** Plays HLS from a server time, or from the live edge when `place` is null; `plain` sounds where HLS cannot. */
  async playHls(url: string, place: number | null, plain: string): Promise<void> {
    this.open('hls');
    const mine = this.generation;
    const loaded = await import('hls.js/light').catch(() => null);
    if (mine !== this.generation) return;
    if (!loaded) return this.withoutHls(url, plain);
    const { default: HlsPlayer } = loaded;
    if (!HlsPlayer.isSupported()) return this.playNative(url, place);
    const hls = new HlsPlayer({
      lowLatencyMode: place === null,
      liveDurationInfinity: true,
      backBufferLength: 30,
      maxBufferLength: 60,
    });
    this.hls = hls;
    hls.on(HlsPlayer.Events.ERROR, (_, data) => data.fatal && mine === this.generation && this.signals.broken());
    if (place !== null) {
      hls.once(HlsPlayer.Events.LEVEL_LOADED, (_, { details }) => {
        const fragment = [...details.fragments].reverse().find((one) => (one.programDateTime ?? Infinity) <= place);
        const start = fragment ?? details.fragments[0];
        if (!start) return;
        const within = fragment ? (place - (fragment.programDateTime ?? place)) / 1000 : 0;
        this.audio.currentTime = start.start + within;
      });
    }
    hls.loadSource(url);
    hls.attachMedia(this.audio);
    this.start();
  }

  /** The player's code did not arrive: the line is lost, or some browsers never ask a second time. */
  private async withoutHls(url: string, plain: string): Promise<void> {
    const mine = this.generation;
    const reachable = await fetch(url, { method: 'HEAD' }).then(
      (answer) => answer.ok,
      () => false,
    );
    if (mine !== this.generation) return;
    if (reachable) this.playProgressive(plain);
    else this.signals.broken();
  }

  private playNative(url: string, place: number | null): void {
    if (this.audio.canPlayType('application/vnd.apple.mpegurl') === '') {
      this.signals.unsupported();
      return;
    }
    this.mode = 'native';
    const mine = this.generation;
    const seek = () => {
      const start = (this.audio as NativeDate).getStartDate?.().getTime() ?? Number.NaN;
      if (mine !== this.generation || place === null || Number.isNaN(start)) return;
      this.audio.currentTime = Math.max(0, (place - start) / 1000);
    };
    this.audio.addEventListener('loadedmetadata', seek, { once: true });
    this.audio.src = url;
    this.start();
  }

  private open(mode: 'progressive' | 'hls'): void {
    this.close();
    this.mode = mode;
    this.lastTime = 0;
    this.lastAdvance = Date.now();
    this.watch = setInterval(() => this.look(), WATCH_MS);
  }

  private start(): void {
    const mine = this.generation;
    this.audio.play().catch((cause: DOMException) => {
      if (mine !== this.generation) return;
      if (cause.name === 'NotAllowedError') this.signals.blocked();
      if (cause.name === 'NotSupportedError') this.signals.broken();
    });
  }

  /** Lets go of the line; nothing is loaded any more. */
  close(): void {
    this.generation += 1;
    this.mode = 'none';
    clearInterval(this.watch);
    this.hls?.destroy();
    this.hls = null;
    this.audio.pause();
    this.audio.removeAttribute('src');
    this.audio.load();
  }

  private look(): void {
    if (!this.active) return;
    const time = this.audio.currentTime;
    const now = Date.now();
    if (time > this.lastTime + 0.01) {
      const wasStart = this.lastTime === 0 && time < 0.02;
      this.lastTime = time;
      this.lastAdvance = now;
      if (!wasStart) this.signals.sounding();
    } else if (time < this.lastTime) {
      this.lastTime = time;
    } else if (now - this.lastAdvance > STALL_MS) {
      this.lastAdvance = now;
      this.signals.broken();
    }
  }

  private onError(): void {
    if (!this.active || this.hls) return;
    this.signals.broken();
  }

  /** The server time of what the ear hears now, or null while nothing sounds. */
  heardAt(): number | null {
    if (!this.active || this.audio.currentTime === 0) return null;
    if (this.mode === 'hls') return this.hls?.playingDate?.getTime() ?? null;
    if (this.mode === 'native') {
      const start = (this.audio as NativeDate).getStartDate?.().getTime();
      return start === undefined || Number.isNaN(start) ? null : start + this.audio.currentTime * 1000;
    }
    const { buffered } = this.audio;
    const ahead = buffered.length > 0 ? buffered.end(buffered.length - 1) - this.audio.currentTime : 0;
    return serverNow() - ahead * 1000 - PROGRESSIVE_TICK_MS;
  }
}
