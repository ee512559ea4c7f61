import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { get } from '@/shared/api/client';
import type { SearchFeatures } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import type { Key } from '@/shared/i18n/types';
import { IconButton } from '@/shared/ui/Button';
import { say } from '@/shared/ui/Toast';
import { canRecord, record } from './recorder';
import { canHear, type Deaf, type Ear, type Hearing, likeliest, listen } from './voice';

const WHY: Record<Deaf, Key> = {
  denied: 'search.voiceDenied',
  failed: 'search.voiceFailed',
  away: 'search.voiceAway',
};

/** Who makes text of speech: the browser where it can, else the server where it was given a recogniser. */
function useHearer(): 'browser' | 'server' | undefined {
  const own = canHear();
  const features = useQuery({
    queryKey: ['search-features'],
    queryFn: ({ signal }) => get<SearchFeatures>('/api/v1/search/features', signal),
    enabled: !own && canRecord(),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  if (own) return 'browser';
  return features.data?.speech ? 'server' : undefined;
}

/** Speaks instead of typing, where somebody can hear. */
export function VoiceButton({ onHeard }: { onHeard: (text: string) => void }) {
  const t = useT();
  const hearer = useHearer();
  const [state, setState] = useState<'idle' | 'listening' | 'reading'>('idle');
  const ear = useRef<Ear>(undefined);
  useEffect(() => () => ear.current?.abort(), []);
  if (!hearer) return null;
  const hearing: Hearing = {
    onHeard: async (texts) => {
      onHeard(await likeliest(texts));
      setState('idle');
    },
    onDeaf: (why) => {
      setState('idle');
      say(t(WHY[why]), { bad: true });
    },
  };
  const start = () => {
    setState('listening');
    ear.current = hearer === 'browser' ? listen(t.lang, hearing) : record(t.lang, hearing, () => setState('reading'));
  };
  const end = () => {
    ear.current?.finish();
    setState('idle');
  };
  const listening = state === 'listening';
  return (
    <>
      <IconButton
        icon="mic"
        label={t(listening ? 'search.voiceStop' : 'search.voice')}
        aria-pressed={listening}
        aria-busy={state === 'reading'}
        disabled={state === 'reading'}
        title={t(hearer === 'browser' ? 'search.voiceNote' : 'search.voiceNoteOwn')}
        onClick={listening ? end : start}
        className="aria-pressed:bg-voice aria-pressed:text-onvoice"
      />
      <span role="status" className="sr-only">
        {listening ? t('search.listening') : state === 'reading' ? t('search.voiceReading') : ''}
      </span>
    </>
  );
}
