import type { ReactNode } from 'react';
import { useT } from '@/shared/i18n/core';
import { Button } from './Button';
import { Tile } from './Cover';

/** An empty place with an ornament, words and perhaps a way on. */
export function Empty({ title, hint, children }: { title: string; hint?: string; children?: ReactNode }) {
  return (
    <div className="mx-auto flex max-w-md flex-col items-center gap-3 py-12 text-center">
      <Tile name={title} className="size-24 rounded-full opacity-90" />
      <p className="text-lg font-medium">{title}</p>
      {hint && <p className="text-muted">{hint}</p>}
      {children}
    </div>
  );
}

/** What went wrong and the button to try again. */
export function Failed({ text, onRetry }: { text: string; onRetry: () => void }) {
  const t = useT();
  return (
    <div role="alert" className="mx-auto flex max-w-md flex-col items-center gap-3 py-12 text-center">
      <p className="text-lg font-medium">{text}</p>
      <Button look="main" onClick={onRetry}>
        {t('home.retry')}
      </Button>
    </div>
  );
}
