/** What the tests know about the station they look at, on the mock and on the real server with its demo. */
export const surroundings = (real) => ({
  slug: real ? (process.env.AWAZ_E2E_STATION ?? 'radio-mehfil') : 'mehfil',
  email: process.env.AWAZ_E2E_EMAIL ?? 'owner@example.pk',
  password: process.env.AWAZ_E2E_PASSWORD ?? 'correct horse battery',
});

/** Signs the context in, as the form would. */
export async function signIn(context, url, real) {
  const { email, password } = surroundings(real);
  const answer = await context.request.post(`${url}/api/v1/auth/login`, {
    data: { identifier: email, password },
    headers: { 'X-Awaz': '1', Origin: new URL(url).origin },
  });
  if (!answer.ok()) throw new Error(`sign-in answered ${answer.status()}`);
}

const playFirst = async (page) => {
  await page.locator('main button:has(svg)').first().click();
  await page.waitForTimeout(900);
};

async function openPlayer(page) {
  await playFirst(page);
  await page.keyboard.press('f');
  await page.waitForTimeout(400);
}

/** Opens the first (quality) or second (sleep) of the tools below the transport. */
const tool = (index) => async (page) => {
  await openPlayer(page);
  await page.locator('.stage .grid-cols-4 > button').nth(index).click();
  await page.waitForTimeout(300);
};

async function makeStation(page) {
  const fill = (name, value) => page.locator(`[name=${name}]`).fill(value);
  await fill('code', 'AWAZ-2026');
  await fill('name', 'Saba');
  await fill('email', 'owner@example.pk');
  await fill('password', 'correct horse battery');
  await fill('station', 'Radio Mehfil');
  await page.locator('form button[type=submit]').click();
  await page.waitForTimeout(800);
}

const chooseTracks = async (page) => {
  const boxes = page.locator('main input[type=checkbox]');
  for (const index of [1, 2]) await boxes.nth(index).check();
};

const openSecond = (page) => page.locator('main ul button[aria-pressed]').nth(1).click();

async function typeQuery(page) {
  await page.getByRole('combobox').fill('meh');
  await page.getByRole('option').first().waitFor();
}

async function openPalette(page) {
  await page.locator('[aria-keyshortcuts]').waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('me');
  await page.getByRole('option').first().waitFor();
}

/** A synonym that is not kept, and what a query finds with it. */
async function tryRules(page) {
  const panel = page.locator('section > section');
  await panel.nth(0).locator('form input').fill('mehfil, محفل');
  await panel.nth(0).locator('form button').click();
  await panel.nth(1).locator('input').first().fill('mehfil');
  await panel.nth(1).locator('ol').first().waitFor();
}

const LISTENER = [
  { name: 'home', path: '/', full: true },
  { name: 'home-playing', path: '/', prepare: playFirst },
  { name: 'station', path: '/stations/:slug', prepare: playFirst, full: true },
  { name: 'search', path: '/search' },
  { name: 'search-found', path: '/search?q=mehfil', full: true },
  { name: 'search-typing', path: '/search', prepare: typeQuery },
  { name: 'search-none', path: '/search?q=xyzzyq' },
  { name: 'yours', path: '/yours' },
  { name: 'missing', path: '/stations/none' },
  { name: 'player', path: '/stations/:slug', prepare: openPlayer },
  { name: 'quality', path: '/stations/:slug', prepare: tool(0) },
  { name: 'sleep', path: '/stations/:slug', prepare: tool(1) },
  { name: 'settings', path: '/', prepare: (page) => page.locator('header button').last().click() },
  { name: 'sign-in', path: '/sign-in' },
  { name: 'setup', path: '/setup', full: true, mockOnly: true },
  { name: 'setup-done', path: '/setup', prepare: makeStation, full: true, mockOnly: true },
];

const STUDIO = [
  { name: 'studio-channels', path: '/studio' },
  { name: 'studio-air', path: '/studio/:slug' },
  { name: 'studio-live', path: '/studio/:slug/live' },
  { name: 'studio-encoder', path: '/studio/:slug/encoder' },
  { name: 'studio-library', path: '/studio/:slug/library' },
  { name: 'studio-chosen', path: '/studio/:slug/library', prepare: chooseTracks, mockOnly: true },
  { name: 'studio-playlists', path: '/studio/:slug/playlists' },
  { name: 'studio-hours', path: '/studio/:slug/playlists', prepare: openSecond, mockOnly: true },
  { name: 'studio-queue', path: '/studio/:slug/queue' },
  { name: 'studio-recordings', path: '/studio/:slug/recordings' },
  { name: 'studio-listeners', path: '/studio/:slug/listeners' },
  { name: 'studio-relays', path: '/studio/:slug/relays' },
  { name: 'studio-searches', path: '/studio/:slug/searches' },
  { name: 'studio-rules', path: '/studio/:slug/searches', prepare: tryRules },
  { name: 'studio-palette', path: '/studio/:slug', prepare: openPalette },
  { name: 'studio-alerts', path: '/studio/:slug/alerts' },
  { name: 'studio-settings', path: '/studio/:slug/settings' },
].map((screen) => ({ ...screen, studio: true, full: true }));

export const SCREENS = [...LISTENER, ...STUDIO];

/** The address of a screen. */
export const pathOf = (screen, real) => screen.path.replace(':slug', surroundings(real).slug);
