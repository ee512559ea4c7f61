// Synthesised sound: a loop per codec, served progressively in real time and as a sliding HLS window.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const CACHE = new URL('../../node_modules/.cache/awaz-mock/', import.meta.url).pathname;
export const SEGMENT_S = 5.76;
const SEGMENTS = 20;
const LOOP_S = SEGMENT_S * SEGMENTS;
const RATE = 48_000;
const SEGMENT_SAMPLES = 276_480;
const WINDOW = 600;
// A plucked scale with a slow swell, so that meters and pulses have something to move with.
const TONE = `aevalsrc='0.5*sin(2*PI*t*(220*pow(2,floor(mod(t*2,7))/7)))*exp(-3*mod(t*2,1)/2)*(0.6+0.4*sin(2*PI*t/7))':s=${RATE}:d=`;

const FORMATS = {
  mp3: { type: 'audio/mpeg', args: ['-c:a', 'libmp3lame'], seconds: 180 },
  aac: { type: 'audio/aac', args: ['-c:a', 'aac', '-f', 'adts'], seconds: 180 },
  ogg: { type: 'audio/ogg', args: ['-c:a', 'libopus', '-f', 'ogg'], seconds: 180 },
};

function make(file, args) {
  mkdirSync(CACHE, { recursive: true });
  const path = join(CACHE, file);
  if (!existsSync(path)) execFileSync('ffmpeg', ['-v', 'error', '-y', ...args, path]);
  return path;
}

/** A progressive body and its type for `mp3-128.mp3` and the like. */
export function progressive(rendition, extension) {
  const format = FORMATS[extension];
  if (!format) return null;
  const kbps = Number(rendition.split('-')[1] ?? 128);
  const path = make(`${rendition}.${extension}`, [
    '-f',
    'lavfi',
    '-i',
    TONE + format.seconds,
    '-ac',
    '2',
    ...format.args,
    '-b:a',
    `${kbps}k`,
  ]);
  return { bytes: readFileSync(path), type: format.type, bytesPerSecond: readFileSync(path).length / format.seconds };
}

/** Makes what players ask for first before anybody waits for it: nothing else is answered meanwhile. */
export function prepare() {
  for (const [rendition, extension] of [
    ['mp3-128', 'mp3'],
    ['opus-24', 'ogg'],
  ])
    progressive(rendition, extension);
  prepareHls();
}

let segments = null;

function prepareHls() {
  if (segments) return segments;
  const playlist = make('hls.m3u8', [
    '-f',
    'lavfi',
    '-i',
    TONE + LOOP_S,
    '-ac',
    '2',
    '-c:a',
    'aac',
    '-b:a',
    '96k',
    '-f',
    'hls',
    '-hls_time',
    String(SEGMENT_S - 0.01),
    '-hls_segment_type',
    'fmp4',
    '-hls_fmp4_init_filename',
    'init.mp4',
    '-hls_list_size',
    '0',
    '-hls_segment_filename',
    join(CACHE, 'seg%d.m4s'),
  ]);
  const names = readFileSync(playlist, 'utf8')
    .split('\n')
    .filter((line) => line.endsWith('.m4s'));
  segments = {
    init: readFileSync(join(CACHE, 'init.mp4')),
    parts: names.slice(0, SEGMENTS).map((name) => readFileSync(join(CACHE, name))),
  };
  return segments;
}

const newest = () => Math.floor(Date.now() / (SEGMENT_S * 1000)) - 1;

export function mediaPlaylist() {
  const last = newest();
  const first = last - WINDOW + 1;
  const lines = [
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    '#EXT-X-TARGETDURATION:6',
    `#EXT-X-MEDIA-SEQUENCE:${first}`,
    '#EXT-X-MAP:URI="init-0.mp4"',
  ];
  for (let msn = first; msn <= last; msn++) {
    lines.push(
      `#EXT-X-PROGRAM-DATE-TIME:${new Date(msn * SEGMENT_S * 1000).toISOString()}`,
      `#EXTINF:${SEGMENT_S},`,
      `${msn}.m4s`,
    );
  }
  return `${lines.join('\n')}\n`;
}

export const initSegment = () => prepareHls().init;

/** A segment whose decode time continues the channel's sample clock. */
export function mediaSegment(msn) {
  const { parts } = prepareHls();
  const bytes = Buffer.from(parts[msn % parts.length]);
  const at = bytes.indexOf('tfdt');
  const time = BigInt(msn % 1_000_000) * BigInt(SEGMENT_SAMPLES);
  if (bytes[at + 4] === 1) bytes.writeBigUInt64BE(time, at + 8);
  else bytes.writeUInt32BE(Number(time % 4294967296n), at + 8);
  return bytes;
}
