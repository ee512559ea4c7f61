import { type FormEvent, useState } from 'react';
import { ApiError, post, remove, request } from '@/shared/api/client';
import type { ChangedEntry, ScheduleDraft, ScheduleEntry, Showing } from '@/shared/api/schedule';
import { channelPath } from '@/shared/api/studio';
import { useT } from '@/shared/i18n/core';
import { attempt, faultText } from '@/shared/lib/faults';
import { Button } from '@/shared/ui/Button';
import { Confirm } from '@/shared/ui/Confirm';
import { Check, Field, TextArea } from '@/shared/ui/Field';
import { say } from '@/shared/ui/Toast';
import { useChannel } from '../useChannel';
import { OneDate } from './OneDate';
import { Preview } from './Preview';
import { ShowChoice } from './ShowChoice';
import { bodyOf, draftOf } from './schedule';
import { TimingFields } from './TimingFields';
import { Titles } from './Titles';
import { WhatPlays } from './WhatPlays';

interface Props {
  draft: ScheduleDraft;
  entry?: ScheduleEntry;
  /** The date it was opened on. */
  showing?: Showing;
  onDone: () => void;
}

/** An entry of the schedule: what it is, when it is on, what plays. */
export function EntryForm({ draft: given, entry, showing, onDone }: Props) {
  const t = useT();
  const { slug } = useChannel();
  const [draft, setDraft] = useState<ScheduleDraft>(entry ? draftOf(entry) : given);
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const path = channelPath(slug, 'schedule');
  const change = (part: Partial<ScheduleDraft>) => setDraft({ ...draft, ...part });

  const send = async (wanted: ScheduleDraft) => {
    setBusy(true);
    setFault(null);
    try {
      const body = bodyOf(wanted);
      if (!entry) {
        await post(path, body);
      } else {
        const options = { method: 'PUT', body: { version: entry.version, entry: body } };
        const { overwritten } = await request<ChangedEntry>(`${path}/${entry.id}`, options);
        if (overwritten) say(t('schedule.overwritten', { title: overwritten.title }), { bad: true });
      }
      onDone();
    } catch (error) {
      setFault(error instanceof ApiError && error.message ? error.message : faultText(error));
    }
    setBusy(false);
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void send(draft);
  };
  const drop = async () => {
    if (entry && (await attempt(() => remove(`${path}/${entry.id}`)))) onDone();
  };

  return (
    <form onSubmit={submit} className="space-y-5">
      {entry && showing && entry.timing.repeat && (
        <OneDate draft={draftOf(entry)} showing={showing} busy={busy} onSend={(wanted) => void send(wanted)} />
      )}
      <Field
        label={t('schedule.name')}
        required
        maxLength={200}
        dir="auto"
        value={draft.title}
        onChange={(event) => change({ title: event.target.value })}
      />
      <TimingFields draft={draft} change={change} />
      <WhatPlays draft={draft} change={change} />
      <details>
        <summary className="min-h-11 cursor-pointer py-2.5 text-sky">{t('schedule.more')}</summary>
        <div className="space-y-4">
          <TextArea
            label={t('schedule.about')}
            rows={3}
            maxLength={2000}
            dir="auto"
            value={draft.description ?? ''}
            onChange={(event) => change({ description: event.target.value })}
          />
          <ShowChoice show={draft.show} onChange={(show) => change({ show })} />
          <Titles titles={draft.titles ?? {}} onChange={(titles) => change({ titles })} />
          <Check
            label={t('schedule.unlisted')}
            checked={draft.is_unlisted ?? false}
            onChange={(event) => change({ is_unlisted: event.target.checked })}
          />
        </div>
      </details>
      <Check
        label={t('schedule.isDraft')}
        checked={draft.is_draft ?? false}
        onChange={(event) => change({ is_draft: event.target.checked })}
      />
      <Preview slug={slug} draft={draft} replaces={entry?.id} />
      {fault && (
        <p role="alert" className="font-medium text-voice" dir="auto">
          {fault}
        </p>
      )}
      <div className="flex flex-wrap gap-3">
        <Button type="submit" look="main" busy={busy}>
          {t('common.save')}
        </Button>
        {entry && (
          <Confirm
            label={t('schedule.delete', { title: entry.title })}
            question={t('schedule.deleteAsk')}
            consequence={t('schedule.delete', { title: entry.title })}
            onConfirm={() => void drop()}
          >
            {(ask) => (
              <Button look="quiet" icon="trash" onClick={ask} className="ms-auto">
                {t('common.remove')}
              </Button>
            )}
          </Confirm>
        )}
      </div>
    </form>
  );
}
