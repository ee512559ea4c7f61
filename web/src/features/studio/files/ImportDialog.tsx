import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { request } from '@/shared/api/client';
import type { ImportedPlaylist } from '@/shared/api/played';
import { channelPath, useRefresh } from '@/shared/api/studio';
import type { Playlist } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import { attempt } from '@/shared/lib/faults';
import { Button } from '@/shared/ui/Button';
import { Dialog } from '@/shared/ui/Dialog';
import { Field, Select } from '@/shared/ui/Field';
import { say } from '@/shared/ui/Toast';
import { ImportReport } from './ImportReport';

const ACCEPT = '.m3u,.m3u8,.pls,.xspf,audio/x-mpegurl,audio/mpegurl,audio/x-scpls,application/xspf+xml';
const TIMEOUT_MS = 60_000;

type Where = 'new' | 'append' | 'replace';

/** A file that was chosen, and what of it is in the library. */
interface Tried {
  file: File;
  report: ImportedPlaylist;
}

const send = (slug: string, file: File, wish: Record<string, string>) =>
  request<ImportedPlaylist>(channelPath(slug, `playlists/import?${new URLSearchParams(wish)}`), {
    method: 'POST',
    // Programs give such files all kinds of types; the server looks at the content.
    body: new Blob([file], { type: 'application/octet-stream' }),
    timeoutMs: TIMEOUT_MS,
  });

const nameOf = ({ file, report }: Tried) => report.name || file.name.replace(/\.\w+$/, '');

interface FormProps {
  tried: Tried;
  open: Playlist | undefined;
  onImport: (wish: Record<string, string>) => Promise<void>;
}

/** What was found, and where it goes. */
function Form({ tried, open, onImport }: FormProps) {
  const t = useT();
  const [where, setWhere] = useState<Where>('new');
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get('name') ?? '').trim();
    setBusy(true);
    await onImport(where === 'new' || !open ? { name } : { into: open.id, mode: where });
    setBusy(false);
  };
  return (
    <form onSubmit={(event) => void submit(event)} className="space-y-4">
      <ImportReport report={tried.report} />
      {tried.report.tracks > 0 && (
        <>
          {open && (
            <Select
              label={t('playlist.importInto')}
              value={where}
              onChange={(event) => setWhere(event.target.value as Where)}
            >
              <option value="new">{t('playlist.importNew')}</option>
              <option value="append">{t('playlist.importAppend', { name: open.name })}</option>
              <option value="replace">{t('playlist.importReplace', { name: open.name })}</option>
            </Select>
          )}
          {where === 'new' && (
            <Field
              label={t('common.name')}
              name="name"
              defaultValue={nameOf(tried)}
              hint={t('playlist.importByHand')}
              dir="auto"
              required
              maxLength={100}
            />
          )}
          <div className="flex justify-end">
            <Button type="submit" look="main" busy={busy}>
              {t('playlist.importDo', { count: tried.report.tracks })}
            </Button>
          </div>
        </>
      )}
    </form>
  );
}

interface ImportProps {
  slug: string;
  /** The playlist that is looked at, which may take the tracks. */
  open: Playlist | undefined;
  onDone: (id: string) => void;
}

/** Brings in a playlist of another program: what would be found is shown first. */
export function ImportDialog({ slug, open, onDone }: ImportProps) {
  const t = useT();
  const queries = useQueryClient();
  const refresh = useRefresh(slug);
  const input = useRef<HTMLInputElement>(null);
  const [shown, setShown] = useState(false);
  const [tried, setTried] = useState<Tried | null>(null);
  const close = () => {
    setShown(false);
    setTried(null);
  };
  const choose = async (file: File | undefined) => {
    if (!file) return;
    setTried(null);
    await attempt(async () => setTried({ file, report: await send(slug, file, { dry_run: 'true' }) }));
  };
  const bring = async (file: File, wish: Record<string, string>) => {
    await attempt(async () => {
      const { playlist } = await send(slug, file, wish);
      if (!playlist) return;
      say(t('playlist.imported', { name: playlist.name }));
      await Promise.all([refresh('playlists'), queries.invalidateQueries({ queryKey: ['playlist', playlist.id] })]);
      close();
      onDone(playlist.id);
    });
  };
  return (
    <>
      <Button icon="upload" onClick={() => setShown(true)} className="w-full">
        {t('playlist.import')}
      </Button>
      <Dialog open={shown} onClose={close} title={t('playlist.import')}>
        <p className="mb-4 text-muted">{t('playlist.importHint')}</p>
        <Button onClick={() => input.current?.click()} className="mb-4">
          {t('playlist.importFile')}
        </Button>
        <input
          ref={input}
          type="file"
          accept={ACCEPT}
          hidden
          aria-label={t('playlist.importFile')}
          onChange={(event) => {
            void choose(event.target.files?.[0]);
            event.target.value = '';
          }}
        />
        {tried && <Form key={tried.file.name} tried={tried} open={open} onImport={(wish) => bring(tried.file, wish)} />}
      </Dialog>
    </>
  );
}
