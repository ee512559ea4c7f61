import { describe, expect, it } from 'vitest';
import type { Webhook } from '@/shared/api/types';
import { blank, bodyOf, draftOf, KINDS, placeOf, toggled } from './webhooks';

const HOOK: Webhook = {
  id: 'wh_1',
  name: 'Fans',
  target: { kind: 'mastodon', url: 'https://mastodon.example', visibility: 'unlisted' },
  triggers: ['song_changed', 'listeners_above'],
  messages: { song_changed: '{song}' },
  listeners_above: 50,
  listeners_below: null,
  min_interval_s: 600,
  enabled: true,
  disabled_reason: null,
  failing_since: null,
};
const say = (trigger: string) => `said of ${trigger}`;

describe('the form of a webhook', () => {
  it('keeps what it does not change, and sends no token that was not written', () => {
    expect(bodyOf(draftOf(HOOK), say)).toEqual({
      name: 'Fans',
      target: { kind: 'mastodon', url: 'https://mastodon.example', visibility: 'unlisted' },
      triggers: ['song_changed', 'listeners_above'],
      messages: { song_changed: '{song}', listeners_above: 'said of listeners_above' },
      listeners_above: 50,
      min_interval_s: 600,
      enabled: true,
    });
  });
  it('sends a new token, without the spaces of the clipboard', () => {
    const draft = draftOf(HOOK);
    draft.target.token = ' abc ';
    expect(bodyOf(draft, say).target).toMatchObject({ token: 'abc' });
  });
  it('sends no messages where none are posted', () => {
    const draft = { ...blank('generic'), target: { url: 'https://a.example' }, messages: { song_changed: 'x' } };
    expect(bodyOf(draft, say).messages).toEqual({});
  });
  it('proposes what fits the kind', () => {
    expect(blank('mastodon')).toMatchObject({ name: 'Mastodon', interval: '300', target: { visibility: 'public' } });
    expect(blank('generic')).toMatchObject({ name: '', interval: '0' });
    expect(Object.values(KINDS).filter((kind) => kind.songs).length).toBe(2);
  });
  it('keeps triggers in their order', () => {
    const more = toggled(toggled(blank('generic'), 'dead_air'), 'live_connect');
    expect(more.triggers).toEqual(['song_changed', 'live_connect', 'dead_air']);
    expect(toggled(more, 'song_changed').triggers).toEqual(['live_connect', 'dead_air']);
  });
});

it('shows where a webhook leads', () => {
  expect(placeOf(HOOK)).toBe('https://mastodon.example');
  expect(placeOf({ ...HOOK, target: { kind: 'discord', place: 'discord.com/…/1' } })).toBe('discord.com/…/1');
});
