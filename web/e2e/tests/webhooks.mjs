import { accessible, check, fits } from '../assert.mjs';
import { signIn } from '../screens.mjs';

const SECRET = /^whsec_[\w+/=]{32,}$/;
const dialog = (page) => page.getByRole('dialog');
const row = (page, name) => page.getByRole('main').locator('section > ul > li', { hasText: name });

/** Fills the open form in, as far as it is named. */
async function fill(page, values) {
  for (const [label, value] of Object.entries(values))
    await dialog(page).getByLabel(label, { exact: true }).fill(value);
}

const LIST = [
  {
    name: 'webhooks: one is made, its secret shown once, tried, changed and deleted',
    async run({ page, url }) {
      await page.goto(`${url}/studio/mehfil/webhooks`);
      await page.getByRole('button', { name: 'New webhook' }).click();
      await fill(page, { Name: 'Our site', Address: 'https://site.example/hook' });
      await dialog(page).getByLabel('Silence on the air').check();
      await dialog(page).getByRole('button', { name: 'Save' }).click();
      await dialog(page).getByText('it is shown only once').waitFor();
      const secret = await dialog(page).locator('code').textContent();
      check(SECRET.test(secret), `no secret is shown but ${secret}`);
      await accessible(page, 'the secret');
      await page.keyboard.press('Escape');
      const made = row(page, 'Our site');
      await made.getByText('Another song plays · Silence on the air').waitFor();
      check(!(await page.content()).includes(secret), 'the secret is still on the page');
      await made.getByRole('button', { name: 'Test' }).click();
      await made.getByText('It arrived and was answered 204').waitFor();
      await made.getByText('thank you').waitFor();
      await made.getByRole('button', { name: 'Change Our site' }).click();
      await fill(page, { Name: 'Our page' });
      const sent = page.waitForRequest((request) => request.method() === 'PATCH');
      await dialog(page).getByRole('button', { name: 'Save' }).click();
      const body = (await sent).postDataJSON();
      check(body.name === 'Our page' && body.target.url === 'https://site.example/hook', JSON.stringify(body));
      const renamed = row(page, 'Our page');
      await renamed.getByRole('button', { name: 'Remove' }).click();
      await dialog(page).getByRole('button', { name: 'Delete the webhook Our page' }).click();
      await renamed.waitFor({ state: 'detached' });
    },
  },
  {
    name: 'webhooks: a message with a hole that is not known is named, and the form stays',
    async run({ page, url }) {
      await page.goto(`${url}/studio/mehfil/webhooks`);
      await page.getByRole('button', { name: 'New webhook' }).click();
      await dialog(page).getByLabel('Where to').selectOption('mastodon');
      await fill(page, { 'Address of the instance': 'https://mastodon.example', Token: 'abc' });
      const message = dialog(page).locator('input[maxlength="1000"]');
      check((await message.inputValue()) === '♪ {song} · {station} {url}', 'no message is proposed');
      await message.fill('{tittle}');
      await dialog(page).getByRole('button', { name: 'Save' }).click();
      await dialog(page).getByRole('alert').getByText('which is not known').waitFor();
      check((await message.inputValue()) === '{tittle}', 'what was written is lost');
      check((await dialog(page).getByLabel('Shortest time between two songs').inputValue()) === '300', 'no interval');
    },
  },
  {
    name: 'webhooks: what was given up is sent again',
    async run({ page, url }) {
      await page.goto(`${url}/studio/mehfil/webhooks`);
      await row(page, 'Telegram').getByRole('button', { name: 'What was sent' }).click();
      await dialog(page).getByText('No answer came within 15 s.').waitFor();
      await dialog(page).getByRole('button', { name: 'Try again' }).click();
      await dialog(page).getByText('No answer came within 15 s.').waitFor({ state: 'detached' });
      await dialog(page).getByText('Waiting, next attempt').waitFor();
      await accessible(page, 'what was sent');
    },
  },
  {
    name: 'webhooks: fit a small phone',
    viewport: { width: 390, height: 740 },
    async run({ page, url }) {
      await page.goto(`${url}/studio/mehfil/webhooks`);
      await row(page, 'Telegram').waitFor();
      await fits(page, 'webhooks');
      await page.getByText('Switched off: the other server says').waitFor();
      await page.getByRole('button', { name: 'New webhook' }).click();
      await fits(page, 'the form');
      await accessible(page, 'the form');
    },
  },
];

export const stories = LIST.map((story) => ({
  viewport: { width: 1280, height: 900 },
  ...story,
  mockOnly: true,
  async run(surroundings) {
    await signIn(surroundings.context, surroundings.url);
    await story.run(surroundings);
  },
}));
