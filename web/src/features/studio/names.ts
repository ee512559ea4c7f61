const FAMILIES: Record<string, string> = { aac: 'AAC', mp3: 'MP3', opus: 'Opus', ogg: 'Ogg' };
const PROTOCOLS: Record<string, string> = {
  hls: 'HLS',
  icecast: 'Icecast',
  icy: 'Icecast',
  http: 'HTTP',
  shoutcast: 'Shoutcast',
};
const BROWSERS: readonly [RegExp, string][] = [
  [/Edg\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/Chrome\/|CriOS\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];
const SYSTEMS: readonly [RegExp, string][] = [
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
];

/** `opus-24` as people write it: `Opus 24`. */
export function renditionName(rendition: string): string {
  const [family = '', kbps = ''] = rendition.split('-');
  return `${FAMILIES[family] ?? family} ${kbps}`.trim();
}

/** The name of a way to listen or to send. */
export const protocolName = (protocol: string): string => PROTOCOLS[protocol] ?? protocol;

/** A browser's long self-description as its name and its system; a player's name stays as it is. */
export function agentName(agent: string): string {
  if (!agent.startsWith('Mozilla/')) return agent.replace('/', ' ');
  const find = (list: typeof BROWSERS) => list.find(([sign]) => sign.test(agent))?.[1];
  const names = [find(BROWSERS), find(SYSTEMS)].filter(Boolean);
  return names.length > 0 ? names.join(' · ') : agent;
}
