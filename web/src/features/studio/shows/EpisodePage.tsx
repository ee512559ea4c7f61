import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { patch, remove, request } from '@/shared/api/client';
import { type Episode, type EpisodeState, episodePath, type Show, useEpisode, useShow } from '@/shared/api/shows';
import { useT } from '@/shared/i18n/core';
import { attempt } from '@/shared/lib/faults';
import { Button } from '@/shared/ui/Button';
import { Confirm } from '@/shared/ui/Confirm';
import { Field, Select } from '@/shared/ui/Field';
import { Panel } from '@/shared/ui/Panel';
import { Failed } from '@/shared/ui/State';
import { Title } from '@/shared/ui/Text';
import { say } from '@/shared/ui/Toast';
import { pagePath } from '../pages';
import { useChannel } from '../useChannel';
import { ChapterEditor, fromDrafts, toDrafts } from './ChapterEditor';
import { SoundState, Underway } from './Episodes';
import { fromPkt, toPkt } from './pkt';
import { replaceSound } from './sending';
import { TextsField } from './TextsField';

const STATES: readonly EpisodeState[] = ['draft', 'scheduled', 'published', 'unlisted', 'archived'];
const UPLOAD_MS = 120_000;

/** A button that takes a file. */
function FileButton({ label, accept, onFile }: { label: string; accept: string; onFile: (file: File) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button icon="upload" onClick={() => input.current?.click()}>
        {label}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        accept={accept}
        aria-label={label}
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) onFile(file);
          event.target.value = '';
        }}
      />
    </>
  );
}

/** The sound and what is said in it. */
function SoundBox({ episode, onChanged }: { episode: Episode; onChanged: () => void }) {
  const t = useT();
  const { slug } = useChannel();
  const path = episodePath(episode.id, 'transcript');
  const keep = async (file: File) => {
    await attempt(() =>
      request(path, { method: 'PUT', body: new Blob([file], { type: 'text/plain' }), timeoutMs: UPLOAD_MS }),
    );
    onChanged();
  };
  return (
    <Panel title={t('shows.sound')}>
      {episode.audio_url && (
        // biome-ignore lint/a11y/useMediaCaption: what is said stands in the transcript
        <audio controls preload="none" src={episode.audio_url} aria-label={episode.title} className="mb-3 w-full" />
      )}
      <p className="mb-2">
        <SoundState episode={episode} />
      </p>
      <div className="flex flex-wrap gap-2">
        <FileButton
          label={t(episode.sound ? 'shows.replace' : 'shows.addSound')}
          accept="audio/*"
          onFile={(file) => void replaceSound(slug, episode.id, file, onChanged)}
        />
        <FileButton
          label={t('shows.transcript')}
          accept=".vtt,.srt,.lrc,.json,text/vtt"
          onFile={(file) => void keep(file)}
        />
        {episode.transcript_url && (
          <Button look="quiet" icon="trash" onClick={() => void attempt(() => remove(path)).then(onChanged)}>
            {t('shows.dropTranscript')}
          </Button>
        )}
      </div>
      <Underway />
    </Panel>
  );
}

function Form({ episode, show, onChanged }: { episode: Episode; show: Show; onChanged: () => void }) {
  const t = useT();
  const [titles, setTitles] = useState(episode.titles);
  const [notes, setNotes] = useState(episode.notes);
  const [chapters, setChapters] = useState(() => toDrafts(episode.chapters));
  const [state, setState] = useState(episode.state);
  const save = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const number = (name: string) => Number(form.get(name)) || 0;
    const written = fromDrafts(chapters);
    if (written === null) return say(t('shows.chapterAtBad'), { bad: true });
    const at = fromPkt(String(form.get('publish_at') ?? ''));
    const wish = {
      titles,
      notes,
      chapters: written,
      state,
      season: number('season'),
      number: number('number'),
      kind: form.get('kind'),
      ...(state === 'scheduled' && at ? { publish_at: at } : {}),
    };
    let kept: Episode | null = null;
    await attempt(async () => {
      kept = await patch<Episode>(episodePath(episode.id), wish);
      setState(kept.state);
      say(t('common.saved'));
    });
    if (kept) onChanged();
  };
  return (
    <form onSubmit={(event) => void save(event)} className="space-y-5">
      <Panel title={t('shows.words')}>
        <div className="space-y-4">
          <TextsField label={t('shows.title')} value={titles} main={show.language} onChange={setTitles} />
          <TextsField label={t('episode.notes')} value={notes} main={show.language} long onChange={setNotes} />
          <div className="grid grid-cols-2 gap-4 sm:grid-cols-3">
            <Field
              label={t('shows.season')}
              name="season"
              type="number"
              min={0}
              max={10000}
              defaultValue={episode.season ?? ''}
            />
            <Field
              label={t('shows.number')}
              name="number"
              type="number"
              min={0}
              max={100000}
              defaultValue={episode.number ?? ''}
            />
            <Select label={t('shows.kind')} name="kind" defaultValue={episode.kind}>
              <option value="full">{t('shows.full')}</option>
              <option value="trailer">{t('episode.trailer')}</option>
              <option value="bonus">{t('episode.bonus')}</option>
            </Select>
          </div>
        </div>
      </Panel>
      <Panel title={t('episode.chapters')}>
        <ChapterEditor drafts={chapters} onChange={setChapters} />
      </Panel>
      <Panel title={t('shows.visible')}>
        <div className="grid gap-4 sm:grid-cols-2">
          <Select
            label={t('shows.visible')}
            value={state}
            onChange={(event) => setState(event.target.value as EpisodeState)}
          >
            {STATES.map((one) => (
              <option key={one} value={one}>
                {t(`shows.state.${one}`)}
              </option>
            ))}
          </Select>
          {state === 'scheduled' && (
            <Field
              label={t('shows.publishAt')}
              name="publish_at"
              type="datetime-local"
              required
              hint={t('shows.pkt')}
              defaultValue={toPkt(episode.publish_at)}
            />
          )}
        </div>
        <div className="mt-4 flex justify-end">
          <Button type="submit" look="main">
            {t('common.save')}
          </Button>
        </div>
      </Panel>
    </form>
  );
}

/** One episode in the studio: its sound, its words, and when it is published. */
export function StudioEpisodePage() {
  const t = useT();
  const { slug } = useChannel();
  const { show: name = '', id = '' } = useParams();
  const queries = useQueryClient();
  const go = useNavigate();
  const show = useShow(name);
  const query = useEpisode(id, 5_000);
  const episode = query.data;
  const up = pagePath(slug, `shows/${name}`);
  const refresh = () => {
    void query.refetch();
    void queries.invalidateQueries({ queryKey: ['episodes'] });
  };
  const drop = async () => {
    if (!(await attempt(() => remove(episodePath(id))))) return;
    await queries.invalidateQueries({ queryKey: ['episodes'] });
    await go(up);
  };
  if (query.isError || show.isError) return <Failed text={t('show.failed')} onRetry={refresh} />;
  if (!episode || !show.data) return <div className="skeleton h-64 rounded-card" aria-hidden="true" />;
  return (
    <div className="space-y-5">
      <div>
        <Link to={up} className="inline-flex min-h-11 items-center text-sky">
          <Title text={show.data.title} />
        </Link>
        <h2 className="text-lg font-semibold">
          <Title text={episode.title} lines={2} />
        </h2>
      </div>
      <SoundBox episode={episode} onChanged={refresh} />
      <Form key={episode.id} episode={episode} show={show.data} onChanged={refresh} />
      <Confirm
        label={t('shows.deleteEpisode')}
        question={t('shows.deleteEpisodeAsk')}
        consequence={t('shows.deleteEpisode')}
        onConfirm={() => void drop()}
      />
    </div>
  );
}
