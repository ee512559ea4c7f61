import { type FormEvent, useState } from 'react';
import { useNavigate } from 'react-router';
import { patch, remove } from '@/shared/api/client';
import { channelPath, useRefresh } from '@/shared/api/studio';
import type { Channel } from '@/shared/api/types';
import { LANGS, NAMES, useT } from '@/shared/i18n/core';
import { attempt } from '@/shared/lib/faults';
import { Button } from '@/shared/ui/Button';
import { Confirm } from '@/shared/ui/Confirm';
import { Check, Field, Select } from '@/shared/ui/Field';
import { Panel } from '@/shared/ui/Panel';
import { say } from '@/shared/ui/Toast';
import { AlmanacFields } from './AlmanacFields';
import { renditionName } from './names';
import { readSettings } from './settingsForm';
import { useChannel } from './useChannel';

const RENDITIONS = [
  'opus-24',
  'opus-32',
  'opus-64',
  'opus-128',
  'aac-48',
  'aac-64',
  'aac-128',
  'aac-256',
  'aac-320',
  'mp3-128',
  'mp3-192',
  'mp3-320',
] as const;

function StationFields({ channel }: { channel: Channel }) {
  const t = useT();
  return (
    <Panel title={t('settings.station')}>
      <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
        <Field label={t('setup.stationName')} name="name" defaultValue={channel.name} required dir="auto" />
        <Field label={t('settings.genre')} name="genre" defaultValue={channel.genre} dir="auto" />
        <Field
          label={t('settings.description')}
          name="description"
          defaultValue={channel.description}
          dir="auto"
          maxLength={300}
          className="sm:col-span-2"
        />
        <Select label={t('setup.language')} name="language" defaultValue={channel.language}>
          {LANGS.map((lang) => (
            <option key={lang} value={lang}>
              {NAMES[lang]}
            </option>
          ))}
        </Select>
      </div>
    </Panel>
  );
}

function SoundFields({ channel }: { channel: Channel }) {
  const t = useT();
  const { settings } = channel;
  return (
    <Panel title={t('settings.sound')}>
      <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
        <div className="sm:col-span-2">
          <Check label={t('settings.processing')} name="processing" defaultChecked={settings.processing === 'on'} />
        </div>
        <Field
          label={t('settings.crossfade')}
          name="crossfade"
          type="number"
          min={0}
          max={10}
          step={0.5}
          defaultValue={settings.crossfade_ms / 1000}
          after={t('common.seconds')}
        />
        <Field
          label={t('settings.target')}
          name="target"
          type="number"
          min={-31}
          max={-9}
          step={0.5}
          defaultValue={settings.target_lufs}
          after="LUFS"
        />
        <Field
          label={t('settings.buffer')}
          name="buffer"
          type="number"
          min={0.3}
          max={10}
          step={0.1}
          defaultValue={settings.buffer_ms / 1000}
          after={t('common.seconds')}
        />
        <Field
          label={t('settings.stall')}
          name="stall"
          type="number"
          min={0.5}
          max={30}
          step={0.1}
          defaultValue={settings.stall_ms / 1000}
          after={t('common.seconds')}
        />
        <Field
          label={t('settings.deadAir')}
          name="dead_level"
          type="number"
          min={-90}
          max={-20}
          defaultValue={settings.dead_air.level_dbfs}
          after="dBFS"
        />
        <Field
          label={t('settings.deadAirSeconds')}
          name="dead_seconds"
          type="number"
          min={1}
          max={600}
          defaultValue={settings.dead_air.seconds}
          after={t('common.seconds')}
        />
        <Select label={t('settings.takeover')} name="takeover" defaultValue={settings.takeover}>
          <option value="refuse">{t('settings.takeover.refuse')}</option>
          <option value="newest">{t('settings.takeover.newest')}</option>
        </Select>
        <Field
          label={t('settings.timeShift')}
          name="time_shift"
          type="number"
          min={0}
          max={1440}
          defaultValue={settings.time_shift_min}
          after={t('common.minutes')}
        />
        <Field
          label={t('settings.timeZone')}
          hint={t('settings.timeZoneHint')}
          name="time_zone"
          required
          dir="ltr"
          list="zones"
          defaultValue={settings.time_zone}
        />
        <datalist id="zones">
          {zones().map((zone) => (
            <option key={zone} value={zone} />
          ))}
        </datalist>
      </div>
      <fieldset className="mt-5 border-0 p-0">
        <legend className="mb-1 text-sm font-medium">{t('settings.renditions')}</legend>
        <div dir="ltr" className="grid grid-cols-2 gap-x-4 sm:grid-cols-4">
          {RENDITIONS.map((one) => (
            <Check
              key={one}
              label={renditionName(one)}
              name="renditions"
              value={one}
              defaultChecked={settings.renditions.includes(one)}
            />
          ))}
        </div>
      </fieldset>
    </Panel>
  );
}

/** Names of time zones, as far as the browser lists them. */
const zones = (): string[] => ('supportedValuesOf' in Intl ? Intl.supportedValuesOf('timeZone') : ['Asia/Karachi']);

function RestFields({ channel }: { channel: Channel }) {
  const t = useT();
  const { recording, limits, separation } = channel.settings;
  return (
    <>
      <Panel title={t('settings.separation')}>
        <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
          <Field
            label={t('settings.artistMin')}
            name="artist_min"
            type="number"
            min={0}
            max={1440}
            defaultValue={separation.artist_min}
            after={t('common.minutes')}
          />
          <Field
            label={t('settings.titleMin')}
            name="title_min"
            type="number"
            min={0}
            max={10080}
            defaultValue={separation.title_min}
            after={t('common.minutes')}
          />
        </div>
      </Panel>
      <Panel title={t('settings.recording')}>
        <Check label={t('settings.recordLive')} name="record_live" defaultChecked={recording.live} />
        <Check label={t('settings.aircheck')} name="aircheck" defaultChecked={recording.aircheck} />
        <Field
          label={t('settings.keepDays')}
          name="keep_days"
          type="number"
          min={1}
          max={3650}
          defaultValue={recording.keep_days}
          after={t('common.days')}
          className="max-w-xs"
        />
      </Panel>
      <Panel title={t('settings.limits')}>
        <p className="mb-3 text-sm text-muted">{t('common.unlimited')}</p>
        <div className="grid grid-cols-1 gap-4 sm:grid-cols-3">
          <Field
            label={t('settings.maxListeners')}
            name="max_listeners"
            type="number"
            min={1}
            defaultValue={limits.listeners ?? ''}
          />
          <Field
            label={t('settings.maxKbps')}
            name="max_kbps"
            type="number"
            min={1}
            defaultValue={limits.bandwidth_kbps ?? ''}
          />
          <Field
            label={t('settings.maxGb')}
            name="max_gb"
            type="number"
            min={1}
            defaultValue={limits.monthly_gb ?? ''}
          />
        </div>
      </Panel>
    </>
  );
}

function Danger({ channel }: { channel: Channel }) {
  const t = useT();
  const go = useNavigate();
  const [typed, setTyped] = useState('');
  const drop = async () => {
    if (await attempt(() => remove(channelPath(channel.slug)))) await go('/studio');
  };
  return (
    <Confirm
      label={t('settings.danger')}
      question={t('settings.deleteAsk', { name: channel.name })}
      consequence={t('settings.delete', { name: channel.name })}
      onConfirm={() => void drop()}
      ready={typed === channel.slug}
      extra={
        <Field
          label={channel.slug}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          dir="ltr"
          autoComplete="off"
        />
      }
    />
  );
}

/** Everything that can be set of a station. */
export function SettingsPage() {
  const t = useT();
  const channel = useChannel();
  const refresh = useRefresh(channel.slug);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const change = readSettings(new FormData(event.currentTarget), channel.settings);
    if (await attempt(() => patch(channelPath(channel.slug), change))) say(t('common.saved'));
    await refresh('');
  };
  return (
    <form onSubmit={(event) => void submit(event)} className="space-y-5">
      <StationFields channel={channel} />
      <SoundFields channel={channel} />
      <AlmanacFields almanac={channel.settings.almanac} />
      <RestFields channel={channel} />
      <div className="flex flex-wrap justify-between gap-3">
        <Button type="submit" look="main">
          {t('common.save')}
        </Button>
        <Danger channel={channel} />
      </div>
    </form>
  );
}
