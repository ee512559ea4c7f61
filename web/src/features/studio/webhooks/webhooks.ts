import type { Webhook, WebhookKind, WebhookTrigger } from '@/shared/api/types';
import type { Key } from '@/shared/i18n/types';

/** What can be asked for, in the order of the form. */
export const TRIGGERS = [
  'song_changed',
  'live_connect',
  'live_disconnect',
  'station_online',
  'station_offline',
  'dead_air',
  'listeners_above',
  'listeners_below',
] as const satisfies readonly WebhookTrigger[];
export type Asked = (typeof TRIGGERS)[number];

/** What may stand between braces in a message. */
export const HOLES = ['song', 'title', 'artist', 'album', 'station', 'url', 'listeners', 'threshold', 'who'] as const;
/** The holes as they are, for messages of the catalogue that are proposed. */
export const AS_HOLES = Object.fromEntries(HOLES.map((name) => [name, `{${name}}`]));

/** Something that a kind has to know. */
export interface TargetField {
  name: string;
  key: Key;
  hint?: Key;
  type?: 'url' | 'password';
  placeholder?: string;
  /** It is never given back, and an empty one keeps what there is. */
  secret?: boolean;
}

interface Kind {
  /** Names that every language writes the same way; the others are in the catalogue. */
  name?: string;
  fields: TargetField[];
  /** It posts a text. */
  posts?: boolean;
  /** It is told songs only. */
  songs?: boolean;
  /** Shortest time between two songs that is proposed, s. */
  interval: number;
}

const token = (hint?: Key): TargetField => ({
  name: 'token',
  key: 'webhook.token',
  hint,
  type: 'password',
  secret: true,
});
const key = (name: string): TargetField => ({ name, key: 'webhook.key', type: 'password', secret: true });
const url = (key: Key, hint?: Key): TargetField => ({ name: 'url', key, hint, type: 'url', placeholder: 'https://' });

export const KINDS: Record<WebhookKind, Kind> = {
  generic: { fields: [url('webhook.url', 'webhook.urlHint')], interval: 0 },
  discord: {
    name: 'Discord',
    fields: [{ ...url('webhook.url', 'webhook.discordHint'), secret: true }],
    posts: true,
    interval: 0,
  },
  telegram: {
    name: 'Telegram',
    fields: [{ name: 'chat_id', key: 'webhook.chat', hint: 'webhook.chatHint' }, token()],
    posts: true,
    interval: 0,
  },
  mastodon: {
    name: 'Mastodon',
    fields: [url('webhook.instance'), token('webhook.tokenHint')],
    posts: true,
    interval: 300,
  },
  tunein: {
    name: 'TuneIn',
    fields: [
      { name: 'partner_id', key: 'webhook.partner' },
      { name: 'station_id', key: 'webhook.station', placeholder: 's12345' },
      key('partner_key'),
    ],
    songs: true,
    interval: 0,
  },
  radiode: {
    name: 'radio.de',
    fields: [{ name: 'broadcast', key: 'webhook.broadcast' }, key('api_key')],
    songs: true,
    interval: 0,
  },
};

/** A webhook as it stands in the form. */
export interface Draft {
  name: string;
  kind: WebhookKind;
  target: Record<string, string>;
  triggers: Asked[];
  messages: Record<string, string>;
  above: string;
  below: string;
  interval: string;
  enabled: boolean;
}

/** A form for a new webhook of a kind. */
export const blank = (kind: WebhookKind): Draft => ({
  name: KINDS[kind].name ?? '',
  kind,
  target: kind === 'mastodon' ? { visibility: 'public' } : {},
  triggers: ['song_changed'],
  messages: {},
  above: '100',
  below: '10',
  interval: String(KINDS[kind].interval),
  enabled: true,
});

/** A webhook in the form, to be changed. */
export function draftOf(hook: Webhook): Draft {
  const { kind, ...target } = hook.target;
  return {
    name: hook.name,
    kind,
    target,
    triggers: TRIGGERS.filter((one) => hook.triggers.includes(one)),
    messages: { ...hook.messages },
    above: String(hook.listeners_above ?? 100),
    below: String(hook.listeners_below ?? 10),
    interval: String(hook.min_interval_s),
    enabled: hook.enabled,
  };
}

/** The form with a trigger put in or taken out. */
export const toggled = (draft: Draft, trigger: Asked): Draft => ({
  ...draft,
  triggers: TRIGGERS.filter((one) => (one === trigger) !== draft.triggers.includes(one)),
});

/** What the server is asked to keep; `say` proposes a message where none was written. */
export function bodyOf(draft: Draft, say: (trigger: Asked) => string) {
  const { fields, posts } = KINDS[draft.kind];
  const filled = fields.filter((one) => (draft.target[one.name] ?? '') !== '' || !one.secret);
  const target = Object.fromEntries(filled.map((one) => [one.name, (draft.target[one.name] ?? '').trim()]));
  const asks = (trigger: Asked) => draft.triggers.includes(trigger);
  const messages = posts ? draft.triggers.map((one) => [one, draft.messages[one]?.trim() || say(one)]) : [];
  return {
    name: draft.name,
    target: {
      kind: draft.kind,
      ...target,
      ...(draft.target.visibility && { visibility: draft.target.visibility }),
    },
    triggers: draft.triggers,
    messages: Object.fromEntries(messages),
    ...(asks('listeners_above') && { listeners_above: Number(draft.above) }),
    ...(asks('listeners_below') && { listeners_below: Number(draft.below) }),
    min_interval_s: asks('song_changed') ? Number(draft.interval) : 0,
    enabled: draft.enabled,
  };
}

/** What can be shown of where a webhook leads. */
export function placeOf({ target }: Webhook): string {
  switch (target.kind) {
    case 'generic':
    case 'mastodon':
      return target.url;
    case 'discord':
      return target.place;
    case 'telegram':
      return target.chat_id;
    case 'tunein':
      return target.station_id;
    case 'radiode':
      return target.broadcast;
  }
}
