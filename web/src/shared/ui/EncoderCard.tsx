import type { Encoder } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import { CopyRow } from './CopyRow';
import { Panel } from './Panel';

const mountOf = (encoder: Encoder) => (encoder.mount.startsWith('/') ? encoder.mount : `/${encoder.mount}`);

function ffmpegLine(encoder: Encoder): string {
  const address = `icecast://${encoder.user}:${encoder.key}@${encoder.host}:${encoder.icecast_port}${mountOf(encoder)}`;
  return `ffmpeg -re -i music.mp3 -c:a libmp3lame -b:a 128k -content_type audio/mpeg -f mp3 "${address}"`;
}

function liquidsoapLine(encoder: Encoder): string {
  return `output.icecast(%mp3(bitrate=128), host="${encoder.host}", port=${encoder.icecast_port}, user="${encoder.user}", password="${encoder.key}", mount="${mountOf(encoder)}", radio)`;
}

function Guide({ name, words, line }: { name: string; words: string; line?: string }) {
  return (
    <details className="border-b border-line py-2 last:border-0">
      <summary className="min-h-8 cursor-pointer font-medium">
        <bdi>{name}</bdi>
      </summary>
      <p className="py-2 text-muted">{words}</p>
      {line && (
        <dl>
          <CopyRow label={name} value={line} />
        </dl>
      )}
    </details>
  );
}

/** What an encoder needs to know, ready to copy, with a short guide for the usual programs. */
export function EncoderCard({ encoder }: { encoder: Encoder }) {
  const t = useT();
  return (
    <div className="grid grid-cols-1 gap-5 lg:grid-cols-[3fr_2fr]">
      <Panel title={t('encoder.title')}>
        <p className="mb-3 text-muted">{t('encoder.intro')}</p>
        <dl>
          <CopyRow label={t('encoder.type')} value="Icecast 2" />
          <CopyRow label={t('encoder.host')} value={encoder.host} />
          <CopyRow label={t('encoder.port')} value={String(encoder.icecast_port)} />
          <CopyRow label={t('encoder.mount')} value={mountOf(encoder)} />
          <CopyRow label={t('encoder.user')} value={encoder.user} />
          <CopyRow label={t('encoder.password')} value={encoder.key} secret />
          {encoder.shoutcast_port !== null && (
            <CopyRow label={t('encoder.shoutcastPort')} value={String(encoder.shoutcast_port)} />
          )}
          {encoder.shoutcast_port !== null && (
            <CopyRow
              label={t('encoder.shoutcastPassword')}
              value={`${mountOf(encoder).slice(1)}:${encoder.key}`}
              secret
            />
          )}
        </dl>
      </Panel>
      <Panel title={t('encoder.guides')}>
        <Guide name="butt" words={t('encoder.butt')} />
        <Guide name="Mixxx" words={t('encoder.mixxx')} />
        <Guide name="OBS / ffmpeg" words={t('encoder.obs')} line={ffmpegLine(encoder)} />
        <Guide name="Liquidsoap" words={t('encoder.liquidsoap')} line={liquidsoapLine(encoder)} />
      </Panel>
    </div>
  );
}
