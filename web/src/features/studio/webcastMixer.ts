/** Microphone and file into one stream, with a level; nothing is sent to the speakers but the file. */
export interface Mixer {
  stream: MediaStream;
  openMic: (deviceId: string) => Promise<void>;
  muteMic: () => void;
  playFile: (file: File) => Promise<void>;
  stopFile: () => void;
  /** Peak of the last instant, in dBFS, not below −60. */
  level: () => number;
  close: () => void;
}

// A broadcast wants the room as it is; the browser's call processing pumps music and cuts words.
const PLAIN: MediaTrackConstraints = {
  echoCancellation: false,
  noiseSuppression: false,
  autoGainControl: false,
  channelCount: 2,
  sampleRate: 48_000,
};
const FLOOR_DB = -60;

/** Makes a mixer; `onFileEnd` is called when a file has played out. */
export function makeMixer(onFileEnd: () => void): Mixer {
  const context = new AudioContext({ sampleRate: 48_000, latencyHint: 'interactive' });
  const out = context.createMediaStreamDestination();
  const meter = context.createAnalyser();
  meter.fftSize = 2048;
  const sum = context.createGain();
  sum.connect(meter);
  sum.connect(out);
  const samples = new Float32Array(meter.fftSize);
  let mic: { stream: MediaStream; node: MediaStreamAudioSourceNode } | null = null;
  let player: HTMLAudioElement | null = null;
  void context.resume();

  const muteMic = () => {
    mic?.node.disconnect();
    for (const track of mic?.stream.getTracks() ?? []) track.stop();
    mic = null;
  };
  const stopFile = () => {
    if (!player) return;
    player.pause();
    URL.revokeObjectURL(player.src);
    player = null;
  };
  return {
    stream: out.stream,
    muteMic,
    stopFile,
    async openMic(deviceId) {
      if (!navigator.mediaDevices) throw new DOMException('no media devices', 'SecurityError');
      const audio = deviceId === '' ? PLAIN : { ...PLAIN, deviceId: { exact: deviceId } };
      const stream = await navigator.mediaDevices.getUserMedia({ audio });
      muteMic();
      mic = { stream, node: context.createMediaStreamSource(stream) };
      mic.node.connect(sum);
    },
    async playFile(file) {
      stopFile();
      player = new Audio(URL.createObjectURL(file));
      const node = context.createMediaElementSource(player);
      node.connect(sum);
      node.connect(context.destination);
      player.onended = () => {
        stopFile();
        onFileEnd();
      };
      await player.play();
    },
    level() {
      meter.getFloatTimeDomainData(samples);
      let peak = 0;
      for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
      return Math.max(FLOOR_DB, 20 * Math.log10(peak + 1e-9));
    },
    close() {
      muteMic();
      stopFile();
      void context.close();
    },
  };
}
