// Webhooks of the mock: kept while it runs; what is tried arrives, unless its name says otherwise.
import { body, json, problem } from './server.mjs';

const SECRET = 'whsec_bW9jayBzZWNyZXQgb2YgdGhpcnR5LXR3byBieXRlcyE=';
const ago = (ms) => new Date(Date.now() - ms).toISOString();
const HOUR = 3_600_000;
const HOOK = {
  messages: {},
  listeners_above: null,
  listeners_below: null,
  min_interval_s: 0,
  enabled: true,
  disabled_reason: null,
  failing_since: null,
  old_secret_until: null,
  created_at: ago(100 * HOUR),
};

let hooks = [
  {
    ...HOOK,
    id: 'wh_1',
    name: 'ریڈیو محفل کی ویب سائٹ',
    target: { kind: 'generic', url: 'https://www.radio-mehfil.example.pk/api/awaz/now-playing' },
    triggers: ['song_changed', 'live_connect', 'live_disconnect'],
    failing_since: ago(3 * HOUR),
  },
  {
    ...HOOK,
    id: 'wh_2',
    name: 'Telegram',
    target: { kind: 'telegram', chat_id: '@radiomehfil' },
    triggers: ['live_connect', 'dead_air', 'listeners_above'],
    messages: { live_connect: '{who} {station} پر! {url}' },
    listeners_above: 500,
  },
  {
    ...HOOK,
    id: 'wh_3',
    name: 'Fans',
    target: { kind: 'mastodon', url: 'https://mastodon.example', visibility: 'public' },
    triggers: ['song_changed'],
    min_interval_s: 300,
    enabled: false,
    disabled_reason: 'gone',
  },
];

const delivery = (id, state, more) => ({
  id,
  trigger: 'song_changed',
  happened_at: ago(HOUR),
  created_at: ago(HOUR),
  state,
  attempts: 1,
  status: 200,
  answer: '',
  problem: null,
  next_attempt_at: null,
  ...more,
});
let deliveries = [
  delivery('de_3', 'waiting', {
    attempts: 2,
    status: 503,
    problem: 'The other server answered 503.',
    answer: '<html><title>503 Service Unavailable</title></html>',
    next_attempt_at: ago(-HOUR / 2),
  }),
  delivery('de_2', 'dead', {
    trigger: 'live_connect',
    attempts: 10,
    status: null,
    problem: 'No answer came within 15 s.',
  }),
  delivery('de_1', 'delivered', { answer: '{"ok":true}' }),
];

const FAULT = { field: '/messages/song_changed', message: 'has {tittle}, which is not known' };

function kept(hook, wanted) {
  const { target = {}, ...rest } = wanted;
  const { token, partner_key, api_key, ...shown } = target;
  if (shown.kind === 'discord') Object.assign(shown, { place: 'discord.com/…/123', url: undefined });
  return { ...hook, ...rest, target: { ...hook.target, ...shown } };
}

async function make(request, response) {
  const wanted = await body(request);
  if (JSON.stringify(wanted).includes('{tittle}'))
    return problem(response, 400, 'invalid', 'This webhook cannot be kept; the field says why.', [FAULT]);
  const made = { ...kept(HOOK, wanted), id: `wh_${hooks.length + 1}`, created_at: ago(0) };
  hooks.push(made);
  return json(response, 201, { ...made, secret: wanted.target.kind === 'generic' ? SECRET : null });
}

/** What is below `/api/v1/channels/{slug}/webhooks`. */
export async function webhooksRoute(request, response, part) {
  const [, id, below, one] = part.split('/');
  const hook = hooks.find((known) => known.id === id);
  if (id === undefined)
    return request.method === 'POST' ? make(request, response) : json(response, 200, { items: hooks });
  if (!hook) return problem(response, 404, 'not_found', 'no such webhook');
  if (below === 'test') {
    const arrives = !hook.name.startsWith('ریڈیو');
    const bad = { delivered: false, status: null, answer: '', problem: 'The name www.radio-mehfil is not known.' };
    const good = { delivered: true, status: 204, answer: 'thank you', problem: null };
    return json(response, 200, { ...(arrives ? good : bad), took_ms: 123 });
  }
  if (below === 'rotate-secret') return json(response, 200, { ...hook, secret: SECRET });
  if (below === 'deliveries') {
    const revived = (known) => ({ ...known, state: 'delivered', status: 200, attempts: 1, problem: null });
    deliveries = deliveries.map((known) => (known.id === one ? revived(known) : known));
    return json(response, 200, { items: deliveries });
  }
  if (request.method === 'DELETE') {
    hooks = hooks.filter((known) => known !== hook);
    return json(response, 204);
  }
  Object.assign(hook, kept(hook, await body(request)));
  return json(response, 200, hook);
}
