import { type ReactNode, useState } from 'react';
import { useT } from '@/shared/i18n/core';
import { Button } from './Button';
import { Dialog } from './Dialog';

interface ConfirmProps {
  /** What the button that asks says. */
  label: string;
  question: string;
  /** The consequence, in the button that does it. */
  consequence: string;
  onConfirm: () => void;
  children?: (ask: () => void) => ReactNode;
  /** More to fill in before it may be done. */
  extra?: ReactNode;
  ready?: boolean;
}

/** Asks once before something that cannot be undone; the button says what will happen. */
export function Confirm({ label, question, consequence, onConfirm, children, extra, ready = true }: ConfirmProps) {
  const t = useT();
  const [open, setOpen] = useState(false);
  const done = () => {
    setOpen(false);
    onConfirm();
  };
  return (
    <>
      {children ? (
        children(() => setOpen(true))
      ) : (
        <Button look="danger" onClick={() => setOpen(true)}>
          {label}
        </Button>
      )}
      <Dialog open={open} onClose={() => setOpen(false)} title={label}>
        <p className="mb-4">{question}</p>
        {extra}
        <div className="mt-4 flex flex-wrap justify-end gap-3">
          <Button onClick={() => setOpen(false)}>{t('common.cancel')}</Button>
          <Button look="main" disabled={!ready} onClick={done}>
            {consequence}
          </Button>
        </div>
      </Dialog>
    </>
  );
}
