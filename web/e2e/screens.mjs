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

/** The form of a new entry of the schedule, with all that can be said. */
async function openEntry(page) {
  await page.locator('main section header button').first().click();
  const form = page.locator('dialog[open] form');
  await form.locator('select').first().selectOption('maghrib');
  await form.locator('input').first().fill('نئی محفل');
  await form.locator('fieldset').nth(0).locator('select').nth(1).selectOption('weekly');
  await form.locator('details').evaluate((box) => {
    box.open = true;
  });
  await form.locator('section').first().waitFor();
}

/** A show that comes every week, opened on one of its dates. */
async function openShowing(page) {
  await page.locator('main ol li button:visible').first().click();
  await page.locator('dialog[open] form section').first().waitFor();
}

/** The form of a webhook that posts texts. */
async function openWebhook(page) {
  await page.locator('main section header button').first().click();
  const form = page.locator('dialog[open] form');
  await form.locator('select').first().selectOption('mastodon');
  await form.locator('input[type=checkbox]').nth(6).check();
}

/** What the first webhook sent. */
async function openDeliveries(page) {
  await page.locator('main section li').first().locator('button').nth(1).click();
  await page.locator('dialog[open] pre').first().waitFor();
}

/** What came of two trials. */
async function tryWebhooks(page) {
  for (const index of [0, 1]) await page.locator('main section li').nth(index).locator('button').first().click();
  await page.locator('main [role=status]').nth(1).waitFor();
}

/** A playlist of another program, tried but not taken yet. */
async function tryImport(page) {
  await page.locator('main ul + form + div > button').click();
  const buffer = Buffer.from('#EXTM3U\n#PLAYLIST:رات کی غزلیں\n');
  await page.locator('dialog input[type=file]').setInputFiles({ name: 'raat.m3u8', mimeType: '', buffer });
  await page.locator('dialog details').first().waitFor();
}

/** The picture an app reads, and the box for its first code. */
async function beginFactor(page) {
  await page.locator('main [name=proof]').nth(2).waitFor();
  const panel = page.locator('main section', { has: page.locator('form [name=proof]') }).last();
  await panel.locator('[name=proof]').fill('correct horse battery');
  await panel.locator('button').click();
  await page.locator('main section img').waitFor();
}

const LISTENER = [
  { name: 'home', path: '/', full: true },
  { name: 'home-playing', path: '/', prepare: playFirst },
  { name: 'station', path: '/stations/:slug', prepare: playFirst, full: true },
  { name: 'show', path: '/shows/mehfil-e-adab', full: true, mockOnly: true },
  { name: 'episode', path: '/shows/mehfil-e-adab/ep_1', full: true, mockOnly: true },
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
  { name: 'sign-up', path: '/sign-up' },
  { name: 'forgot', path: '/forgot-password', mockOnly: true },
  { name: 'reset', path: '/reset-password#awl_secret', mockOnly: true },
  { name: 'confirm', path: '/confirm#awl_secret', mockOnly: true },
  { name: 'setup', path: '/setup', full: true, mockOnly: true },
  { name: 'setup-done', path: '/setup', prepare: makeStation, full: true, mockOnly: true },
];

const STUDIO = [
  { name: 'studio-channels', path: '/studio' },
  { name: 'account', path: '/account' },
  { name: 'account-factor', path: '/account', prepare: beginFactor, mockOnly: true },
  { name: 'studio-air', path: '/studio/:slug' },
  { name: 'studio-live', path: '/studio/:slug/live' },
  { name: 'studio-encoder', path: '/studio/:slug/encoder' },
  { name: 'studio-library', path: '/studio/:slug/library' },
  { name: 'studio-chosen', path: '/studio/:slug/library', prepare: chooseTracks, mockOnly: true },
  { name: 'studio-playlists', path: '/studio/:slug/playlists' },
  { name: 'studio-hours', path: '/studio/:slug/playlists', prepare: openSecond, mockOnly: true },
  { name: 'studio-import', path: '/studio/:slug/playlists', prepare: tryImport, mockOnly: true },
  { name: 'studio-log', path: '/studio/:slug/log' },
  { name: 'studio-top', path: '/studio/:slug/log?view=top' },
  { name: 'studio-queue', path: '/studio/:slug/queue' },
  { name: 'studio-schedule', path: '/studio/:slug/schedule' },
  { name: 'studio-schedule-new', path: '/studio/:slug/schedule', prepare: openEntry, mockOnly: true },
  { name: 'studio-schedule-date', path: '/studio/:slug/schedule', prepare: openShowing, mockOnly: true },
  { name: 'studio-shows', path: '/studio/:slug/shows', mockOnly: true },
  { name: 'studio-show', path: '/studio/:slug/shows/mehfil-e-adab', mockOnly: true },
  { name: 'studio-episode', path: '/studio/:slug/shows/mehfil-e-adab/ep_1', mockOnly: true },
  { name: 'studio-recordings', path: '/studio/:slug/recordings' },
  { name: 'studio-listeners', path: '/studio/:slug/listeners' },
  { name: 'studio-relays', path: '/studio/:slug/relays' },
  { name: 'studio-webhooks', path: '/studio/:slug/webhooks' },
  { name: 'studio-webhooks-tried', path: '/studio/:slug/webhooks', prepare: tryWebhooks, mockOnly: true },
  { name: 'studio-webhooks-new', path: '/studio/:slug/webhooks', prepare: openWebhook, mockOnly: true },
  { name: 'studio-webhooks-sent', path: '/studio/:slug/webhooks', prepare: openDeliveries, mockOnly: true },
  { name: 'studio-searches', path: '/studio/:slug/searches' },
  { name: 'studio-rules', path: '/studio/:slug/searches', prepare: tryRules },
  { name: 'studio-palette', path: '/studio/:slug', prepare: openPalette },
  { name: 'studio-alerts', path: '/studio/:slug/alerts' },
  { name: 'studio-settings', path: '/studio/:slug/settings' },
].map((screen) => ({ ...screen, studio: true, full: true }));

export const SCREENS = [...LISTENER, ...STUDIO];

/** The address of a screen. */
export const pathOf = (screen, real) => screen.path.replace(':slug', surroundings(real).slug);
