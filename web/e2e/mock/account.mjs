// Doors and accounts of the mock. A letter's link is good once; `taken` and `wrong` are refused.
import { body, json, problem } from './server.mjs';

const PASSWORD = 'correct horse battery';
const ago = (ms) => new Date(Date.now() - ms).toISOString();
const HOUR = 3_600_000;
const CHROME = 'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36';
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

const session = (id, agent, usedAgo, more) => ({
  id,
  agent,
  is_app: false,
  is_current: false,
  created_at: ago(100 * HOUR),
  last_used_at: ago(usedAgo),
  ...more,
});
let sessions = [
  session('se_1', FIREFOX, 0, { is_current: true }),
  session('se_2', CHROME, 3 * HOUR),
  session('se_3', 'Awaz/1.0 (Android)', 49 * HOUR, { is_app: true }),
];
let keys = [
  {
    id: 'ke_1',
    name: 'اعلان پینل',
    scopes: ['station:admin'],
    hint: 'x7Qd',
    created_at: ago(900 * HOUR),
    expires_at: null,
    last_used_at: ago(HOUR),
  },
];
const used = new Set();
const CODE = '123456';
const PICTURE =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path fill="#000" d="M0 0h3v3H0zM6 0h3v3H6zM0 6h3v3H0zM4 4h2v2H4z"/></svg>';
let factorIsOn = false;

async function factorRoute(request, response, step) {
  if (request.method === 'GET')
    return json(response, 200, { is_on: factorIsOn, recovery_codes_left: factorIsOn ? 10 : 0 });
  const wanted = await body(request);
  if (wanted.password !== undefined && wanted.password !== PASSWORD)
    return problem(response, 403, 'forbidden', 'wrong', [{ field: '/password', message: 'is wrong' }]);
  if (wanted.code !== undefined && wanted.code !== CODE)
    return problem(response, 403, 'forbidden', 'wrong', [{ field: '/code', message: 'is wrong' }]);
  if (!step)
    return json(response, 201, { secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', address: 'otpauth://', picture: PICTURE });
  factorIsOn = step === 'confirm';
  if (!factorIsOn) return json(response, 204);
  const codes = Array.from({ length: 10 }, (_, index) => `hW4kT-z8pQm-2x7Rb-nKd${index}P`);
  return json(response, 200, { recovery_codes: codes });
}

/** What is open to who is not signed in. */
export async function doorRoute(request, response, path) {
  if (path === '/api/v1/auth/options') return json(response, 200, { sign_up: true, mail: true });
  const wanted = await body(request);
  if (path === '/api/v1/auth/register') return json(response, 202, { next: 'mail' });
  if (path === '/api/v1/auth/forgot') return json(response, 202, {});
  if (used.has(wanted.token)) return problem(response, 400, 'invalid', 'used already');
  used.add(wanted.token);
  return json(response, 200, {});
}

/** What people do with their own accounts. */
export async function accountRoute(request, response, path) {
  const [, , , , part, id] = path.split('/');
  if (part === 'second-factor') return factorRoute(request, response, id);
  if (part === 'password' || part === 'email') {
    const wanted = await body(request);
    if ((wanted.current ?? wanted.password) !== PASSWORD) return problem(response, 403, 'forbidden', 'wrong');
    return part === 'email' ? json(response, 202, { next: 'mail' }) : json(response, 204);
  }
  if (part === 'sessions' && request.method === 'DELETE') {
    sessions = sessions.filter((one) => (id ? one.id !== id : one.is_current));
    return json(response, 204);
  }
  if (part === 'sessions') return json(response, 200, { items: sessions, next: null });
  if (request.method === 'DELETE') {
    keys = keys.filter((one) => one.id !== id);
    return json(response, 204);
  }
  if (request.method === 'GET') return json(response, 200, { items: keys, next: null });
  const { name } = await body(request);
  const made = { ...keys[0], id: `ke_${Math.random()}`, name, hint: 'mN4p', created_at: ago(0), scopes: null };
  keys = [made, ...keys];
  return json(response, 201, { ...made, token: 'awz_bW9jayBrZXkgb2YgdGhpcnR5LXR3byBieXRlcyE' });
}
