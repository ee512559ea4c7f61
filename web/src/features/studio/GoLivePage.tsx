import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useSource } from '@/shared/api/studio';
import { useT } from '@/shared/i18n/core';
import { formatClock } from '@/shared/i18n/format';
import { useNow } from '@/shared/lib/useNow';
import { Button } from '@/shared/ui/Button';
import { Field, Select } from '@/shared/ui/Field';
import { Icon } from '@/shared/ui/Icon';
import { Panel } from '@/shared/ui/Panel';
import { say } from '@/shared/ui/Toast';
import { MeterBar, MeterScale } from './Meter';
import { useChannel } from './useChannel';
import { cannotGoLive, live, liveMixer, useLive } from './webcast';

const LOUD_DB = -1;
const QUIET_DB = -40;
const JUDGE_MS = 400;

/** The microphones; their names are told only once one was allowed. */
function useMicrophones(): MediaDeviceInfo[] {
  const [devices, setDevices] = useState<MediaDeviceInfo[]>([]);
  const phase = useLive((state) => state.phase);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the names appear after the first permission
  useEffect(() => {
    const { mediaDevices } = navigator;
    if (!mediaDevices) return;
    const read = () =>
      void mediaDevices
        .enumerateDevices()
        .then((all) => setDevices(all.filter((one) => one.kind === 'audioinput' && one.deviceId !== '')));
    read();
    mediaDevices.addEventListener('devicechange', read);
    return () => mediaDevices.removeEventListener('devicechange', read);
  }, [phase]);
  return devices;
}

function State() {
  const t = useT();
  const { phase, since, fault } = useLive();
  useNow(1000);
  const looks = {
    idle: 'bg-sunken text-ink',
    connecting: 'bg-saffron text-paper',
    onair: 'bg-voice text-onvoice',
    failed: 'border-2 border-voice bg-raised text-ink',
  };
  const words = { idle: t('live.idle'), connecting: t('live.connecting'), onair: t('live.onAir'), failed: fault ?? '' };
  return (
    <div
      role={phase === 'failed' ? 'alert' : 'status'}
      className={`flex flex-wrap items-center gap-3 rounded-card p-5 ${looks[phase]}`}
    >
      {phase === 'failed' ? (
        <Icon name="warn" size={28} />
      ) : (
        <span className="size-5 rounded-full bg-current" aria-hidden="true" />
      )}
      <strong className="text-lg font-semibold">{words[phase]}</strong>
      {phase === 'onair' && since !== null && (
        <span className="ms-auto tabular" aria-live="off">
          {t('live.since', { time: formatClock(t.lang, Date.now() - since) })}
        </span>
      )}
    </div>
  );
}

/** What a presenter has to be ready for: the end of their hours, and what begins on the second. */
function Ahead() {
  const t = useT();
  const { slug } = useChannel();
  const { data } = useSource(slug, 5_000);
  useNow(1000);
  const left = (at: string) => formatClock(t.lang, Math.max(0, Date.parse(at) - Date.now()));
  if (!data?.hard_start && !data?.ends_at) return null;
  return (
    <div role="timer" aria-live="off" className="space-y-1 rounded-card border border-line bg-raised px-5 py-3 tabular">
      {data.ends_at && (
        <p className="font-medium text-saffron">
          {t('live.endsIn', { name: data.who ?? '', time: left(data.ends_at) })}
        </p>
      )}
      {data.hard_start && (
        <p>{t('live.hardStart', { name: data.hard_start.playlist, time: left(data.hard_start.at) })}</p>
      )}
    </div>
  );
}

function Level() {
  const t = useT();
  const [advice, setAdvice] = useState<'live.tooLoud' | 'live.tooQuiet' | null>(null);
  useEffect(() => {
    let loudest = -60;
    const timer = setInterval(() => {
      const now = liveMixer()?.level() ?? -60;
      loudest = Math.max(now, loudest - 4);
      setAdvice(
        liveMixer() === null ? null : now > LOUD_DB ? 'live.tooLoud' : loudest < QUIET_DB ? 'live.tooQuiet' : null,
      );
    }, JUDGE_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <Panel title={t('live.level')}>
      <div dir="ltr">
        <MeterBar label={t('meter.title')} read={() => liveMixer()?.level() ?? null} />
        <MeterScale />
      </div>
      <p className="mt-2 min-h-6 text-saffron">{advice && t(advice)}</p>
    </Panel>
  );
}

/** A button of ours for the browser's own file box, which speaks the browser's language. */
function FileChoice({ disabled }: { disabled: boolean }) {
  const t = useT();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button icon="music" disabled={disabled} onClick={() => input.current?.click()}>
        {t('live.file')}
      </Button>
      <input
        ref={input}
        type="file"
        accept="audio/*"
        hidden
        aria-label={t('live.file')}
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) void live.playFile(file);
          event.target.value = '';
        }}
      />
    </>
  );
}

function Inputs() {
  const t = useT();
  const { phase, micOn, micId, fileName } = useLive();
  const microphones = useMicrophones();
  return (
    <Panel title={t('live.microphone')}>
      <div className="space-y-4">
        <Button
          icon={micOn ? 'mic' : 'mute'}
          aria-pressed={micOn}
          onClick={() => void live.setMic(!micOn)}
          className={micOn ? 'border-leaf text-leaf' : ''}
        >
          {t(micOn ? 'live.micOn' : 'live.micOff')}
        </Button>
        {microphones.length > 0 && (
          <Select
            label={t('live.microphone')}
            value={micId}
            onChange={(event) => void live.chooseMic(event.target.value)}
          >
            <option value="">{t('settings.theme.system')}</option>
            {microphones.map((one) => (
              <option key={one.deviceId} value={one.deviceId}>
                {one.label || one.deviceId.slice(0, 8)}
              </option>
            ))}
          </Select>
        )}
        {fileName ? (
          <p className="flex flex-wrap items-center gap-3">
            <bdi className="min-w-0 grow truncate">{fileName}</bdi>
            <Button icon="stop" onClick={live.stopFile}>
              {t('live.fileStop')}
            </Button>
          </p>
        ) : (
          <FileChoice disabled={phase !== 'onair'} />
        )}
      </div>
    </Panel>
  );
}

function Tell() {
  const t = useT();
  const onAir = useLive((state) => state.phase === 'onair');
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    live.tell(String(form.get('title')).trim(), String(form.get('artist')).trim());
    say(t('live.told'));
  };
  return (
    <Panel title={t('live.tell')}>
      <form onSubmit={submit} className="space-y-3">
        <Field label={t('live.songTitle')} name="title" required dir="auto" maxLength={200} />
        <Field label={t('live.songArtist')} name="artist" dir="auto" maxLength={200} />
        <Button type="submit" disabled={!onAir}>
          {t('live.tell')}
        </Button>
      </form>
    </Panel>
  );
}

/** A studio in the browser: microphone and file on the air. */
export function GoLivePage() {
  const t = useT();
  const { slug } = useChannel();
  const phase = useLive((state) => state.phase);
  const obstacle = cannotGoLive();
  const active = phase === 'onair' || phase === 'connecting';
  return (
    <div className="space-y-5">
      <header>
        <h2 className="text-lg font-semibold">{t('live.title')}</h2>
        <p className="text-muted">{t('live.intro')}</p>
      </header>
      <State />
      <Ahead />
      {obstacle && <p role="alert">{obstacle}</p>}
      <Button
        look={active ? 'danger' : 'main'}
        icon={active ? 'stop' : 'mic'}
        disabled={obstacle !== null}
        onClick={() => (active ? live.stop() : void live.start(slug))}
        className="min-h-16 w-full text-lg sm:w-auto sm:px-10"
      >
        {t(active ? 'live.stop' : 'live.start')}
      </Button>
      <div className="grid grid-cols-1 gap-5 xl:grid-cols-2">
        <Level />
        <Inputs />
        <Tell />
      </div>
    </div>
  );
}
