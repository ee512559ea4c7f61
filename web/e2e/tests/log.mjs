import { accessible, check, fits } from '../assert.mjs';
import { signIn } from '../screens.mjs';

const lines = (page) => page.getByRole('table', { name: 'What was played' }).locator('tbody tr');
const WIDE = { width: 1280, height: 900 };

const readTheLog = {
  name: 'the log is read, filtered and asked for more',
  viewport: WIDE,
  async run({ page, url, context, real }) {
    await signIn(context, url, real);
    await page.goto(`${url}/studio/mehfil`);
    await page.getByRole('link', { name: 'What was played' }).click();
    await page.getByText('On air now').first().waitFor();
    check((await lines(page).count()) === 20, 'not a page of lines');
    await page.getByRole('button', { name: 'Show more' }).click();
    await lines(page).nth(39).waitFor();
    await accessible(page, 'the log');
    await page.getByLabel('Kind').selectOption('live');
    await page.getByText('صبا قمر').first().waitFor();
    await page.waitForFunction(() => document.querySelectorAll('main tbody tr').length < 20);
    const asked = page.waitForRequest((request) => request.url().includes('/log?') && request.url().includes('q='));
    await page.getByLabel('Title, artist, album, playlist or presenter').fill('nobody');
    const params = new URL((await asked).url()).searchParams;
    check(params.get('kind') === 'live' && params.get('q') === 'nobody', `asked for ${params}`);
    check(/^\d{4}-\d\d-\d\d$/.test(params.get('from')), `from ${params.get('from')}`);
    await page.getByText('Nothing that fits was played in these days.').waitFor();
    await page.reload();
    check((await page.getByLabel('Kind').inputValue()) === 'live', 'the filter is lost on a reload');
  },
};

const takeFiles = {
  name: 'the files of the log are of the days that are looked at',
  viewport: WIDE,
  async run({ page, url, context, real }) {
    await signIn(context, url, real);
    await page.goto(`${url}/studio/mehfil/log?view=top`);
    await page.getByText('212 songs').waitFor();
    await page.getByLabel('From the day').fill('2026-01-02');
    await page.getByLabel('What SoundExchange calls this station').selectOption('H');
    const address = async (name) => {
      const href = await page.getByRole('link', { name }).getAttribute('href');
      return new URL(href, url);
    };
    const usage = await address('Report for SoundExchange (CSV)');
    check(usage.pathname === '/api/v1/channels/mehfil/reports/soundexchange.csv', usage.pathname);
    check(usage.searchParams.get('category') === 'H', `category ${usage.searchParams.get('category')}`);
    for (const name of ['The log (CSV)', 'Report for royalties (CSV)']) {
      const { searchParams } = await address(name);
      check(searchParams.get('from') === '2026-01-02', `${name} from ${searchParams.get('from')}`);
    }
    await accessible(page, 'the top songs');
  },
};

const onAPhone = {
  name: 'the log fits a small phone in Urdu',
  viewport: { width: 360, height: 740 },
  prefs: { lang: 'ur' },
  async run({ page, url, context, real }) {
    await signIn(context, url, real);
    for (const path of ['log', 'log?view=top', 'playlists']) {
      await page.goto(`${url}/studio/mehfil/${path}`);
      await page.locator('main section, main ul').first().waitFor();
      await page.waitForTimeout(400);
      await fits(page, path);
    }
  },
};

const bringAPlaylist = {
  name: 'a playlist of another program is tried, then imported',
  async run({ page, url, context, real }) {
    await signIn(context, url, real);
    await page.goto(`${url}/studio/mehfil/playlists`);
    await page.getByRole('button', { name: 'Import a playlist' }).click();
    const dialog = page.getByRole('dialog', { name: 'Import a playlist' });
    const file = (name, text) => ({ name, mimeType: '', buffer: Buffer.from(text) });
    await dialog.locator('input[type=file]').setInputFiles(file('x.m3u', 'a\0b'));
    await page.getByText('This is no playlist but something else.').waitFor();
    await dialog.locator('input[type=file]').setInputFiles(file('Raat.m3u8', '#EXTM3U\na.mp3\n'));
    await dialog.getByText('43 of 48 entries are in the library').waitFor();
    await dialog.getByText('4 are not in the library').click();
    await dialog.getByText('نصرت فتح علی خان').waitFor();
    check((await dialog.getByLabel('Name').inputValue()) === 'Raat', 'the file is not named after');
    await accessible(page, 'the report');
    await fits(page, 'the report');
    const sent = page.waitForRequest((request) => request.url().includes('/import?name='));
    await dialog.getByRole('button', { name: 'Import 42 tracks' }).click();
    check(new URL((await sent).url()).searchParams.get('name') === 'Raat', 'another name is sent');
    await page.getByText('The tracks are in Raat now').waitFor();
    await page.getByRole('button', { name: /^Raat/, pressed: true }).waitFor();
    const link = page.getByRole('region', { name: 'Take Raat along as a file' }).getByRole('link', { name: 'XSPF' });
    check((await link.getAttribute('href')) === '/api/v1/playlists/pl_new/export?format=xspf', 'no export');
  },
};

const intoAnother = {
  name: 'an imported playlist takes the place of what another has',
  async run({ page, url, context, real }) {
    await signIn(context, url, real);
    await page.goto(`${url}/studio/mehfil/playlists`);
    await page.getByRole('button', { name: 'Import a playlist' }).click();
    const dialog = page.getByRole('dialog', { name: 'Import a playlist' });
    const buffer = Buffer.from('#EXTM3U\na.mp3\n');
    await dialog.locator('input[type=file]').setInputFiles({ name: 'x.m3u8', mimeType: '', buffer });
    await dialog.getByLabel('Where it goes').selectOption('replace');
    const sent = page.waitForRequest((request) => request.url().includes('/import?into='));
    await dialog.getByRole('button', { name: 'Import 42 tracks' }).click();
    const params = new URL((await sent).url()).searchParams;
    check(params.get('into') === 'pl_1' && params.get('mode') === 'replace', `sent ${params}`);
    await page.getByText('The tracks are in General rotation now').waitFor();
  },
};

export const stories = [readTheLog, takeFiles, onAPhone, bringAPlaylist, intoAnother].map((story) => ({
  mockOnly: true,
  ...story,
}));
