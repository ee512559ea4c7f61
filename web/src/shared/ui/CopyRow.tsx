import { useState } from 'react';
import { useT } from '@/shared/i18n/core';
import { Button } from './Button';
import { say } from './Toast';

async function copy(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  // Plain http addresses have no clipboard; a selected box does the same.
  const box = document.createElement('textarea');
  box.value = text;
  document.body.append(box);
  box.select();
  document.execCommand('copy');
  box.remove();
}

/** A setting with a button that copies it; secrets are hidden until asked for. */
export function CopyRow({ label, value, secret }: { label: string; value: string; secret?: boolean }) {
  const t = useT();
  const [shown, setShown] = useState(!secret);
  const take = async () => {
    await copy(value);
    say(`${label}: ${t('common.copied')}`);
  };
  return (
    <div className="flex flex-wrap items-center gap-x-3 sm:flex-nowrap border-b border-line py-1.5 last:border-0">
      <dt className="w-36 shrink-0 text-sm text-muted max-sm:w-full">{label}</dt>
      <dd className="flex min-w-0 grow items-center gap-2">
        <code dir="ltr" className="min-w-0 grow text-start text-base [overflow-wrap:anywhere]">
          {shown ? value : '•'.repeat(8)}
        </code>
        {secret && (
          <Button
            look="quiet"
            className="px-3 text-sm"
            onClick={() => setShown(!shown)}
            aria-label={`${t(shown ? 'common.hide' : 'common.show')} ${label}`}
          >
            {t(shown ? 'common.hide' : 'common.show')}
          </Button>
        )}
        <Button
          icon="copy"
          className="px-4 text-sm"
          onClick={() => void take()}
          aria-label={`${t('common.copy')} ${label}`}
        >
          <span className="whitespace-nowrap max-[359px]:sr-only">{t('common.copy')}</span>
        </Button>
      </dd>
    </div>
  );
}
