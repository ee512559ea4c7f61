import { useEffect, useRef, useState } from 'react';
import { useT } from '@/shared/i18n/core';
import { IconButton } from '@/shared/ui/Button';
import { say } from '@/shared/ui/Toast';
import { canHear, likeliest, listen } from './voice';

/** Speaks instead of typing, where the browser can hear. */
export function VoiceButton({ onHeard }: { onHeard: (text: string) => void }) {
  const t = useT();
  const [listening, setListening] = useState(false);
  const stop = useRef<() => void>(undefined);
  useEffect(() => () => stop.current?.(), []);
  if (!canHear()) return null;
  const start = () => {
    setListening(true);
    stop.current = listen(
      t.lang,
      async (texts) => {
        onHeard(await likeliest(texts));
        setListening(false);
      },
      (why) => {
        setListening(false);
        say(t(why === 'denied' ? 'search.voiceDenied' : 'search.voiceFailed'), { bad: true });
      },
    );
  };
  const end = () => {
    stop.current?.();
    setListening(false);
  };
  return (
    <>
      <IconButton
        icon="mic"
        label={t(listening ? 'search.voiceStop' : 'search.voice')}
        aria-pressed={listening}
        title={t('search.voiceNote')}
        onClick={listening ? end : start}
        className="aria-pressed:bg-voice aria-pressed:text-onvoice"
      />
      <span role="status" className="sr-only">
        {listening ? t('search.listening') : ''}
      </span>
    </>
  );
}
