import { soundingElement } from './store';

interface Capturing {
  captureStream?: () => MediaStream;
}

let context: AudioContext | null = null;
let analyser: AnalyserNode | null = null;
let tapped: MediaStreamAudioSourceNode | null = null;
let samples = new Float32Array(1024);

/**
 * Listens in on the element without standing in the sound's way: a captured copy is measured, so that a
 * suspended audio context can never silence the radio. Browsers without `captureStream` get no pulse.
 */
function tap(): AnalyserNode | null {
  const element = soundingElement() as (HTMLAudioElement & Capturing) | null;
  if (!element?.captureStream || element.paused || element.currentTime === 0) return null;
  context ??= new AudioContext({ latencyHint: 'playback' });
  if (!analyser) {
    analyser = context.createAnalyser();
    analyser.fftSize = 1024;
    samples = new Float32Array(analyser.fftSize);
  }
  const stream = element.captureStream();
  if (stream.getAudioTracks().length === 0) return null;
  tapped?.disconnect();
  tapped = context.createMediaStreamSource(stream);
  tapped.connect(analyser);
  stream.addEventListener('removetrack', forget);
  void context.resume();
  return analyser;
}

function forget(): void {
  tapped?.disconnect();
  tapped = null;
}

/** Loudness now, 0 (silence) to 1 (full), or null where it cannot be measured. */
export function loudness(): number | null {
  try {
    const node = tapped ? analyser : tap();
    if (!node) return null;
    node.getFloatTimeDomainData(samples);
    let sum = 0;
    for (const sample of samples) sum += sample * sample;
    const dbfs = 10 * Math.log10(sum / samples.length + 1e-9);
    return Math.min(1, Math.max(0, (dbfs + 42) / 36));
  } catch {
    return null;
  }
}

/** Stops measuring when nobody looks. */
export function restLoudness(): void {
  forget();
  void context?.suspend();
}
