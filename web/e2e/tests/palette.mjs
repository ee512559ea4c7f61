import { accessible, check, fits, until } from '../assert.mjs';
import { signIn, surroundings } from '../screens.mjs';

const viewport = { width: 1280, height: 900 };
const chooser = (page) => page.getByRole('dialog', { name: 'Go to' }).getByRole('combobox');
const options = (page) => page.getByRole('dialog').getByRole('option');

async function opened({ page, url, real }) {
  await page.goto(`${url}/studio/${surroundings(real).slug}`);
  await page.getByRole('button', { name: 'Go to' }).waitFor();
}

async function asked(page, text) {
  await page.keyboard.press('Control+k');
  await until(page, 'the box', () => document.activeElement?.getAttribute('role') === 'combobox');
  await page.keyboard.type(text);
}

const LIST = [
  {
    name: 'the palette leads to a page, a station and a song from the keyboard',
    viewport,
    real: true,
    async run(tools) {
      const { page, real } = tools;
      const { slug } = surroundings(real);
      await opened(tools);
      await asked(page, 'playl');
      await options(page).filter({ hasText: 'Playlists' }).waitFor();
      await page.keyboard.press('Enter');
      await page.waitForURL(`**/studio/${slug}/playlists`);
      await asked(page, 'محفل');
      await options(page).first().waitFor();
      await page.keyboard.press('ArrowDown');
      await page.locator('[role=option][aria-selected=true]').waitFor();
      await accessible(page, 'palette');
      await page.keyboard.press('Enter');
      await page.waitForURL(`**/studio/${slug}`);
      await asked(page, 'mehfil');
      const listener = options(page).filter({ hasText: 'Station' }).first();
      await listener.waitFor();
      await listener.click();
      await page.waitForURL(`**/stations/${slug}`);
    },
  },
  {
    name: 'the palette opens by its button on a phone, says what it does not know, and closes',
    async run(tools) {
      const { page } = tools;
      await opened(tools);
      await page.getByRole('button', { name: 'Go to' }).click();
      await chooser(page).waitFor();
      await until(page, 'pages', () => document.querySelectorAll('dialog [role=option]').length >= 10);
      await fits(page, 'palette');
      await chooser(page).fill('xyzzyqqq');
      await page.getByText('Nothing goes by this name').waitFor();
      await page.keyboard.press('Escape');
      await until(page, 'a closed palette', () => document.querySelector('dialog[open]') === null);
      const back = await page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
      check(back === 'Go to', `the focus is left on ${back}`);
    },
  },
];

export const stories = LIST.map((story) => ({
  ...story,
  run: async (tools) => {
    await signIn(tools.context, tools.url, tools.real);
    await story.run(tools);
  },
}));
