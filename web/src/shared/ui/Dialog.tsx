import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import { useT } from '@/shared/i18n/core';
import { IconButton } from './Button';

interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
  className?: string;
  /** Drawn over the whole screen instead of as a card. */
  full?: boolean;
}

/** A modal over the page: the browser keeps the focus inside and Escape closes it. */
export function Dialog({ open, onClose, title, children, className = '', full }: DialogProps) {
  const t = useT();
  const box = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  // Before the effects of what is inside, which may move the focus and cannot while it is closed.
  useLayoutEffect(() => {
    const dialog = box.current;
    if (open && !dialog?.open) dialog?.showModal();
    if (!open && dialog?.open) dialog.close();
  }, [open]);
  const shape = full
    ? 'h-dvh w-screen bg-paper'
    : 'w-[min(92vw,34rem)] rounded-card shadow-(--shadow) max-sm:mb-0 max-sm:w-screen max-sm:rounded-b-none';
  return (
    <dialog
      ref={box}
      aria-labelledby={titleId}
      // React lets the event of a dialog inside this one rise to here.
      onClose={(event) => event.target === event.currentTarget && onClose()}
      onPointerDown={(event) => event.target === event.currentTarget && onClose()}
      className={`sheet ${shape} ${className}`}
    >
      {open && (
        <div className={full ? 'min-h-full' : 'p-5'}>
          {!full && (
            <header className="mb-3 flex items-center justify-between gap-4">
              <h2 id={titleId} className="text-lg font-semibold">
                {title}
              </h2>
              <IconButton icon="close" label={t('app.close')} onClick={onClose} className="-me-2" />
            </header>
          )}
          {full && (
            <h2 id={titleId} className="sr-only">
              {title}
            </h2>
          )}
          {children}
        </div>
      )}
    </dialog>
  );
}
