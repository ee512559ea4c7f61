import { ApiError, request } from '@/shared/api/client';
import type { Lang } from '@/shared/lib/prefs';
import type { Ear, Hearing } from './voice';

/** Nobody says a query longer than this. */
const MOST_MS = 8_000;
const ANSWER_MS = 35_000;
const BITS_PER_S = 24_000;
const TYPES = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4'];

/** What recognisers are told is spoken; none knows Balochi, whose speakers are understood best in Urdu. */
const spoken = (lang: Lang): string => (lang === 'bal' ? 'ur' : lang);

const kind = (): string | undefined =>
  typeof MediaRecorder === 'undefined' ? undefined : TYPES.find((type) => MediaRecorder.isTypeSupported(type));

/** Whether this browser can record what is said; it does so only over a secure line. */
export const canRecord = (): boolean => kind() !== undefined && navigator.mediaDevices !== undefined;

async function read(sound: Blob, lang: Lang, { onHeard, onDeaf }: Hearing): Promise<void> {
  try {
    const path = `/api/v1/search/speech?language=${spoken(lang)}`;
    const { texts } = await request<{ texts: string[] }>(path, {
      method: 'POST',
      body: sound,
      timeoutMs: ANSWER_MS,
    });
    if (texts.length > 0) onHeard(texts);
    else onDeaf('failed');
  } catch (error) {
    onDeaf(error instanceof ApiError && error.status === 400 ? 'failed' : 'away');
  }
}

/** Records once, and has the server read it; `onSaid` is told when it has heard enough. */
export function record(lang: Lang, hearing: Hearing, onSaid: () => void): Ear {
  let dropped = false;
  let recorder: MediaRecorder | undefined;
  const parts: Blob[] = [];
  const finish = () => {
    if (recorder?.state === 'recording') recorder.stop();
    else if (!recorder) dropped = true;
  };
  const abort = () => {
    dropped = true;
    finish();
  };
  const begin = (stream: MediaStream) => {
    const release = () => {
      for (const track of stream.getTracks()) track.stop();
    };
    if (dropped) return release();
    recorder = new MediaRecorder(stream, { mimeType: kind(), audioBitsPerSecond: BITS_PER_S });
    const timer = setTimeout(finish, MOST_MS);
    recorder.ondataavailable = ({ data }) => parts.push(data);
    recorder.onstop = () => {
      clearTimeout(timer);
      release();
      if (dropped) return;
      onSaid();
      void read(new Blob(parts, { type: recorder?.mimeType || kind() }), lang, hearing);
    };
    recorder.start();
  };
  const refused = (error: unknown) => {
    const denied = error instanceof DOMException && error.name === 'NotAllowedError';
    if (!dropped) hearing.onDeaf(denied ? 'denied' : 'failed');
  };
  navigator.mediaDevices.getUserMedia({ audio: true }).then(begin).catch(refused);
  return { finish, abort };
}
