import { type FormEvent, useState } from 'react';
import { ApiError, patch, post } from '@/shared/api/client';
import { channelPath } from '@/shared/api/studio';
import type { Webhook, WebhookKind, WebhookVisibility, WebhookWithSecret } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import { faultText } from '@/shared/lib/faults';
import { Button } from '@/shared/ui/Button';
import { Check, Field, Select } from '@/shared/ui/Field';
import { say } from '@/shared/ui/Toast';
import {
  AS_HOLES,
  type Asked,
  blank,
  bodyOf,
  type Draft,
  draftOf,
  HOLES,
  KINDS,
  type TargetField,
  TRIGGERS,
  toggled,
} from './webhooks';

const VISIBILITIES: readonly WebhookVisibility[] = ['public', 'unlisted', 'private'];

interface PartProps {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  faults: Record<string, string>;
}

/** What the kind has to know. */
function Target({ draft, change, faults, isNew }: PartProps & { isNew: boolean }) {
  const t = useT();
  const hint = (field: TargetField) => {
    if (field.secret && !isNew) return t('webhook.keep');
    return field.hint && t(field.hint);
  };
  return (
    <>
      {KINDS[draft.kind].fields.map((field) => (
        <Field
          key={`${draft.kind} ${field.name}`}
          label={t(field.key)}
          hint={hint(field)}
          error={faults[`target.${field.name}`]}
          type={field.type ?? 'text'}
          dir="ltr"
          autoComplete={field.type === 'password' ? 'new-password' : 'off'}
          placeholder={field.placeholder}
          required={isNew || !field.secret}
          value={draft.target[field.name] ?? ''}
          onChange={(event) => change({ target: { ...draft.target, [field.name]: event.target.value } })}
        />
      ))}
      {draft.kind === 'mastodon' && (
        <Select
          label={t('webhook.visibility')}
          value={draft.target.visibility}
          onChange={(event) => change({ target: { ...draft.target, visibility: event.target.value } })}
        >
          {VISIBILITIES.map((one) => (
            <option key={one} value={one}>
              {t(`webhook.visibility.${one}`)}
            </option>
          ))}
        </Select>
      )}
    </>
  );
}

/** What it is sent for, and the numbers that belong to it. */
function Triggers({ draft, change, faults }: PartProps) {
  const t = useT();
  const number = (name: 'above' | 'below' | 'interval', key: Parameters<typeof t>[0], fault: string) => (
    <Field
      label={t(key)}
      error={faults[fault]}
      type="number"
      min={name === 'interval' ? 0 : 1}
      max={name === 'interval' ? 86_400 : 1_000_000}
      required
      className="ps-8"
      after={name === 'interval' ? t('common.seconds') : undefined}
      value={draft[name]}
      onChange={(event) => change({ [name]: event.target.value })}
    />
  );
  return (
    <fieldset className="border-0 p-0">
      <legend className="mb-1 text-sm font-medium">{t('webhook.when')}</legend>
      {TRIGGERS.map((one) => (
        <div key={one}>
          <Check
            label={t(`webhook.on.${one}`)}
            checked={draft.triggers.includes(one)}
            onChange={() => change(toggled(draft, one))}
          />
          {one === 'listeners_above' &&
            draft.triggers.includes(one) &&
            number('above', 'webhook.above', 'listeners_above')}
          {one === 'listeners_below' &&
            draft.triggers.includes(one) &&
            number('below', 'webhook.below', 'listeners_below')}
          {one === 'song_changed' &&
            draft.triggers.includes(one) &&
            KINDS[draft.kind].posts &&
            number('interval', 'webhook.interval', 'min_interval_s')}
        </div>
      ))}
      {faults.triggers && (
        <p role="alert" className="text-sm font-medium text-voice">
          {faults.triggers}
        </p>
      )}
    </fieldset>
  );
}

/** The texts, one for each trigger that was chosen. */
function Messages({ draft, change, faults, propose }: PartProps & { propose: (trigger: Asked) => string }) {
  const t = useT();
  return (
    <fieldset className="space-y-3 border-0 p-0">
      <legend className="mb-1 text-sm font-medium">{t('webhook.messages')}</legend>
      {draft.triggers.map((one) => (
        <Field
          key={one}
          label={t(`webhook.on.${one}`)}
          error={faults[`messages.${one}`]}
          dir="auto"
          maxLength={1000}
          value={draft.messages[one] ?? propose(one)}
          onChange={(event) => change({ messages: { ...draft.messages, [one]: event.target.value } })}
        />
      ))}
      <p className="text-sm text-muted">
        {t('webhook.holes')}{' '}
        {HOLES.map((name) => (
          <code key={name} dir="ltr" className="me-2 inline-block">{`{${name}}`}</code>
        ))}
      </p>
    </fieldset>
  );
}

interface Props {
  slug: string;
  /** The one to be changed; absent for a new one. */
  hook?: Webhook;
  /** Called with what was kept; a new one may have a secret. */
  onKept: (hook: Webhook | WebhookWithSecret) => void;
  onCancel: () => void;
}

/** A webhook to be made or changed, by its kind. */
export function WebhookForm({ slug, hook, onKept, onCancel }: Props) {
  const t = useT();
  const [draft, setDraft] = useState<Draft>(() => (hook ? draftOf(hook) : blank('generic')));
  const [faults, setFaults] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const kind = KINDS[draft.kind];
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const propose = (trigger: Asked) => t(`webhook.say.${trigger}`, AS_HOLES);
  const choose = (wanted: WebhookKind) => {
    const fresh = blank(wanted);
    const triggers = KINDS[wanted].songs ? fresh.triggers : draft.triggers;
    setDraft({ ...fresh, triggers, name: draft.name === (kind.name ?? '') ? fresh.name : draft.name });
    setFaults({});
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const body = bodyOf(draft, propose);
    const path = channelPath(slug, 'webhooks');
    try {
      onKept(hook ? await patch<Webhook>(`${path}/${hook.id}`, body) : await post<WebhookWithSecret>(path, body));
    } catch (error) {
      setFaults(error instanceof ApiError ? error.fields : {});
      say(faultText(error), { bad: true });
    }
    setBusy(false);
  };
  const part = { draft, change, faults };
  return (
    <form onSubmit={(event) => void save(event)} className="space-y-4">
      {!hook && (
        <Select
          label={t('webhook.kind')}
          value={draft.kind}
          onChange={(event) => choose(event.target.value as WebhookKind)}
        >
          {Object.entries(KINDS).map(([one, { name }]) => (
            <option key={one} value={one}>
              {name ?? t('webhook.kind.generic')}
            </option>
          ))}
        </Select>
      )}
      <Field
        label={t('common.name')}
        error={faults.name}
        dir="auto"
        required
        maxLength={60}
        value={draft.name}
        onChange={(event) => change({ name: event.target.value })}
      />
      <Target {...part} isNew={!hook} />
      {!kind.songs && <Triggers {...part} />}
      {kind.posts && draft.triggers.length > 0 && <Messages {...part} propose={propose} />}
      {hook && (
        <Check
          label={t('webhook.enabled')}
          checked={draft.enabled}
          onChange={(event) => change({ enabled: event.target.checked })}
        />
      )}
      <div className="flex flex-wrap justify-end gap-3">
        <Button onClick={onCancel}>{t('common.cancel')}</Button>
        <Button type="submit" look="main" icon="check" busy={busy} disabled={draft.triggers.length === 0}>
          {t('common.save')}
        </Button>
      </div>
    </form>
  );
}
