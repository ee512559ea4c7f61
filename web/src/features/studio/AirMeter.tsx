import { useEffect, useRef, useState } from 'react';
import { channelPath } from '@/shared/api/studio';
import type { Meter } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import { digits } from '@/shared/i18n/format';
import { MeterBar, MeterScale } from './Meter';

const TEXT_EVERY_MS = 250;
const STALE_MS = 1_500;

interface Reading {
  meter: Meter;
  at: number;
}

/** Follows the channel's meter events without drawing React at every one of them. */
function useMeter(slug: string) {
  const latest = useRef<Reading | null>(null);
  useEffect(() => {
    const events = new EventSource(channelPath(slug, 'meter'));
    const take = (event: MessageEvent<string>) => {
      latest.current = { meter: JSON.parse(event.data) as Meter, at: performance.now() };
    };
    events.onmessage = take;
    events.addEventListener('meter', take);
    return () => events.close();
  }, [slug]);
  const fresh = (): Meter | null =>
    latest.current && performance.now() - latest.current.at < STALE_MS ? latest.current.meter : null;
  return fresh;
}

function Numbers({ read }: { read: () => Meter | null }) {
  const t = useT();
  const [meter, setMeter] = useState<Meter | null>(null);
  const reader = useRef(read);
  reader.current = read;
  useEffect(() => {
    const timer = setInterval(() => setMeter(reader.current()), TEXT_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  const show = (value: number | undefined, unit: string) => (
    <bdi dir="ltr">
      {value === undefined || value < -90 ? '—' : digits(t.lang, value.toFixed(1).replace('-', '−'))} {unit}
    </bdi>
  );
  return (
    <dl className="mt-3 grid grid-cols-3 gap-2 tabular max-[359px]:grid-cols-1">
      {(
        [
          ['meter.momentary', meter?.lufs_m, 'LUFS'],
          ['meter.short', meter?.lufs_s, 'LUFS'],
          ['meter.peak', meter?.true_peak, 'dBTP'],
        ] as const
      ).map(([key, value, unit]) => (
        <div key={key}>
          <dt className="text-xs text-muted sm:text-sm">{t(key)}</dt>
          <dd className="text-base font-semibold">{show(value, unit)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Left, right and loudness of what is on the air, from the server's numbers. */
export function AirMeter({ slug }: { slug: string }) {
  const t = useT();
  const read = useMeter(slug);
  return (
    <div>
      <div dir="ltr" className="space-y-1.5">
        <MeterBar label={t('meter.left')} read={() => read()?.l ?? null} />
        <MeterBar label={t('meter.right')} read={() => read()?.r ?? null} />
        <MeterScale />
      </div>
      <Numbers read={read} />
    </div>
  );
}
