import { create } from 'zustand';
import { translate } from '@/shared/i18n/core';
import { type Mixer, makeMixer } from './webcastMixer';

export type LivePhase = 'idle' | 'connecting' | 'onair' | 'failed';

interface Live {
  phase: LivePhase;
  slug: string | null;
  since: number | null;
  fault: string | null;
  micOn: boolean;
  micId: string;
  fileName: string | null;
}

export const useLive = create<Live>(() => ({
  phase: 'idle',
  slug: null,
  since: null,
  fault: null,
  micOn: true,
  micId: '',
  fileName: null,
}));

const MIME = 'audio/webm;codecs=opus';
const BITS_PER_SECOND = 128_000;
const SLICE_MS = 100;
const ACK_WAIT_MS = 10_000;
/** More unsent than this (about 8 s) means that the line is too slow. */
const MOST_UNSENT = 131_072;

let mixer: Mixer | null = null;
let socket: WebSocket | null = null;
let recorder: MediaRecorder | null = null;
let ackTimer: ReturnType<typeof setTimeout> | undefined;

interface Message {
  type?: string;
  data?: { message?: string; reason?: string; detail?: string };
  message?: string;
}

/** The mixer of this page, for the level meter; null before the first use. */
export const liveMixer = (): Mixer | null => mixer;

function fail(fault: string): void {
  release();
  useLive.setState({ phase: 'failed', fault, since: null });
}

function release(): void {
  clearTimeout(ackTimer);
  if (recorder && recorder.state !== 'inactive') recorder.stop();
  recorder = null;
  const closing = socket;
  socket = null;
  closing?.close(1000);
  mixer?.close();
  mixer = null;
  removeEventListener('beforeunload', warn);
}

const warn = (event: BeforeUnloadEvent) => event.preventDefault();

function onAir(): void {
  clearTimeout(ackTimer);
  if (useLive.getState().phase === 'onair' || !mixer || !socket) return;
  recorder = new MediaRecorder(mixer.stream, { mimeType: MIME, audioBitsPerSecond: BITS_PER_SECOND });
  recorder.ondataavailable = ({ data }) => {
    if (!socket || socket.readyState !== WebSocket.OPEN || data.size === 0) return;
    if (socket.bufferedAmount > MOST_UNSENT) fail(translate('live.lost'));
    else socket.send(data);
  };
  recorder.start(SLICE_MS);
  addEventListener('beforeunload', warn);
  useLive.setState({ phase: 'onair', since: Date.now(), fault: null });
}

function onMessage(text: string): void {
  let message: Message;
  try {
    message = JSON.parse(text) as Message;
  } catch {
    return;
  }
  const reason = message.data?.message ?? message.data?.reason ?? message.data?.detail ?? message.message ?? '';
  if (message.type === 'ack' || message.type === 'ready' || message.type === 'hello') onAir();
  if (message.type === 'error' || message.type === 'refused') fail(translate('live.refused', { reason }));
}

function open(slug: string): void {
  const url = new URL(`/api/v1/channels/${encodeURIComponent(slug)}/webcast`, location.href);
  url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  const mine = new WebSocket(url, 'webcast');
  socket = mine;
  mine.binaryType = 'arraybuffer';
  mine.onopen = () => {
    // The session cookie says who speaks; the protocol still wants the fields.
    mine.send(JSON.stringify({ type: 'hello', data: { mime: MIME, user: '', password: '' } }));
    ackTimer = setTimeout(() => fail(translate('common.offline')), ACK_WAIT_MS);
  };
  mine.onmessage = (event: MessageEvent<unknown>) => typeof event.data === 'string' && onMessage(event.data);
  mine.onclose = (event) => {
    if (socket !== mine) return;
    const wasOn = useLive.getState().phase === 'onair';
    if (event.reason) fail(translate('live.refused', { reason: event.reason }));
    else fail(translate(wasOn ? 'live.lost' : 'common.offline'));
  };
}

/** The fault in words when this browser or address cannot go live at all. */
export function cannotGoLive(): string | null {
  if (typeof MediaRecorder === 'undefined' || !MediaRecorder.isTypeSupported(MIME))
    return translate('live.unsupported');
  return null;
}

export const live = {
  /** Opens the microphone (unless it is closed), then the line; on air only once the server has said so. */
  async start(slug: string): Promise<void> {
    release();
    useLive.setState({ phase: 'connecting', slug, fault: null, fileName: null });
    const { micOn, micId } = useLive.getState();
    mixer = makeMixer(() => useLive.setState({ fileName: null }));
    try {
      if (micOn) await mixer.openMic(micId);
    } catch (error) {
      const name = error instanceof Error ? error.name : '';
      if (!isSecureContext) return fail(translate('live.needsTls'));
      return fail(
        translate(name === 'NotFoundError' || name === 'OverconstrainedError' ? 'live.noMicDevice' : 'live.noMic'),
      );
    }
    if (useLive.getState().phase === 'connecting') open(slug);
  },
  stop(): void {
    release();
    useLive.setState({ phase: 'idle', since: null, fault: null, fileName: null });
  },
  async setMic(on: boolean): Promise<void> {
    useLive.setState({ micOn: on });
    if (!mixer) return;
    if (!on) return mixer.muteMic();
    await mixer
      .openMic(useLive.getState().micId)
      .catch(() => useLive.setState({ micOn: false, fault: translate('live.noMic') }));
  },
  async chooseMic(id: string): Promise<void> {
    useLive.setState({ micId: id });
    if (mixer && useLive.getState().micOn) await mixer.openMic(id);
  },
  async playFile(file: File): Promise<void> {
    if (!mixer) return;
    useLive.setState({ fileName: file.name });
    await mixer
      .playFile(file)
      .catch(() => useLive.setState({ fileName: null, fault: translate('common.failed', { reason: file.name }) }));
  },
  stopFile(): void {
    mixer?.stopFile();
    useLive.setState({ fileName: null });
  },
  /** Tells the listeners what is on. */
  tell(title: string, artist: string): void {
    if (socket?.readyState === WebSocket.OPEN)
      socket.send(JSON.stringify({ type: 'metadata', data: { title, artist } }));
  },
};
