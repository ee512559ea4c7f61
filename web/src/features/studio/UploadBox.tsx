import { type DragEvent, useRef, useState } from 'react';
import { useRefresh } from '@/shared/api/studio';
import { useT } from '@/shared/i18n/core';
import { Button, IconButton } from '@/shared/ui/Button';
import { Icon } from '@/shared/ui/Icon';
import { addUploads, clearUploads, useUploads } from './uploads';

const ACCEPT = 'audio/*,.mp3,.m4a,.aac,.flac,.wav,.aif,.aiff,.ogg,.opus';

function Underway() {
  const t = useT();
  const items = useUploads((state) => state.items);
  if (items.length === 0) return null;
  const open = items.filter((one) => one.state === 'waiting' || one.state === 'sending');
  const failed = items.filter((one) => one.state === 'failed');
  const size = items.reduce((sum, one) => sum + one.size, 0);
  const sent = items.reduce((sum, one) => sum + one.sent, 0);
  const words =
    open.length > 0
      ? t('library.uploading', { count: open.length })
      : t('library.uploaded', { count: items.length - failed.length });
  return (
    <div className="mt-3" role="status">
      <p className="flex items-center justify-between text-sm font-medium">
        {words}
        {open.length === 0 && <IconButton icon="close" size={18} label={t('app.close')} onClick={clearUploads} />}
      </p>
      <progress dir="ltr" aria-label={words} max={size || 1} value={sent} className="h-2 w-full accent-leaf" />
      <ul className="mt-1 text-sm text-voice">
        {failed.map((one) => (
          <li key={one.id}>{t('library.uploadFailed', { name: one.name, reason: one.reason ?? '' })}</li>
        ))}
      </ul>
    </div>
  );
}

/** Where music is dropped or chosen. */
export function UploadBox({ slug }: { slug: string }) {
  const t = useT();
  const refresh = useRefresh(slug);
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const take = (files: FileList | null) => files && addUploads(slug, files, () => void refresh('tracks'));
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files);
  };
  return (
    <section
      aria-label={t('library.choose')}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={`rounded-card border-2 border-dashed p-4 ${over ? 'border-leaf bg-sunken' : 'border-line'}`}
    >
      <div className="flex flex-wrap items-center gap-3">
        <Icon name="upload" className="text-muted" />
        <p className="grow">
          {t('library.drop')}
          <span className="block text-sm text-muted">{t('library.formats')}</span>
        </p>
        <Button look="main" onClick={() => input.current?.click()}>
          {t('library.choose')}
        </Button>
        <input
          ref={input}
          type="file"
          multiple
          accept={ACCEPT}
          hidden
          aria-label={t('library.choose')}
          onChange={(event) => {
            take(event.target.files);
            event.target.value = '';
          }}
        />
      </div>
      <Underway />
    </section>
  );
}
