import { check, until } from '../assert.mjs';
import { mockState } from '../mock/studio.mjs';
import { signIn } from '../screens.mjs';

const viewport = { width: 1280, height: 900 };

const LIST = [
  {
    name: 'first run: the code makes the station and shows the encoder',
    async run({ page, url }) {
      await page.goto(`${url}/setup#code=WRONG`);
      check((await page.getByLabel('One-time code').inputValue()) === 'WRONG', 'the code of the address is not used');
      await page.getByLabel('Your name').fill('Saba');
      await page.getByLabel('Email').fill('saba@example.pk');
      await page.getByLabel('Password').fill('a long sentence is good');
      await page.getByLabel('Name of the station').fill('ریڈیو محفل');
      check(/^[a-z0-9-]{2,40}$/.test(await page.getByLabel('Short name').inputValue()), 'no short name was proposed');
      await page.getByRole('button', { name: 'Make my station' }).click();
      await page.getByText('The code is wrong or used up').waitFor();
      await page.getByLabel('One-time code').fill('AWAZ-2026');
      await page.getByRole('button', { name: 'Make my station' }).click();
      await page.getByText('is ready').waitFor();
      await page.getByText('radio.example.pk').first().waitFor();
    },
  },
  {
    name: 'a song is taken out of the queue and put back',
    async run({ page, url }) {
      await page.goto(`${url}/studio/punjab-rang/queue`);
      const rows = page.locator('main ol > li');
      await rows.nth(4).waitFor();
      await page
        .getByRole('button', { name: /^Take .* out of the queue$/ })
        .nth(1)
        .click();
      await until(page, 'four songs', () => document.querySelectorAll('main ol > li').length === 4);
      await page.getByRole('button', { name: 'Undo' }).click();
      await until(page, 'five songs', () => document.querySelectorAll('main ol > li').length === 5);
    },
  },
  {
    name: 'files are uploaded and a wrong one is named',
    async run({ page, url }) {
      await page.goto(`${url}/studio/mehfil/library`);
      const file = (name) => ({ name, mimeType: 'audio/mpeg', buffer: Buffer.alloc(4096, 7) });
      await page.locator('input[type=file]').setInputFiles([file('Heer Ranjha.mp3'), file('letter.txt')]);
      await page.getByText('1 file arrived').waitFor();
      await page.getByText('letter.txt did not arrive').waitFor();
      await page.getByText('Heer Ranjha', { exact: true }).waitFor();
    },
  },
  {
    name: 'going live from the browser sends sound and says so on every page',
    async run({ page, url }) {
      await page.goto(`${url}/studio/punjab-rang/live`);
      await page.getByText(/خبریں begins on the second in 1[12]:\d\d/).waitFor();
      const before = mockState.liveFrames;
      await page.getByRole('button', { name: 'Go on air' }).click();
      await page.getByText('You are on air').waitFor();
      await page.getByLabel('What you are playing').fill('ماہیے');
      await page.getByRole('button', { name: 'Tell the listeners' }).click();
      await page.waitForTimeout(1200);
      check(mockState.liveFrames - before >= 5, `only ${mockState.liveFrames - before} frames arrived`);
      await page.getByRole('link', { name: 'Queue' }).first().click();
      await page.getByText('You are on air').waitFor();
      await page.getByRole('link', { name: 'Go live' }).first().click();
      await page.getByRole('button', { name: 'Leave the air' }).click();
      await page.getByText('You are not on air').waitFor();
    },
  },
  {
    name: 'a refusal of the station is told in its words',
    async run({ page, url }) {
      await page.goto(`${url}/studio/mehfil/live`);
      await page.getByRole('button', { name: 'Go on air' }).click();
      await page.getByText(/she has to leave first/).waitFor();
    },
  },
  {
    name: 'the level meter moves',
    async run({ page, url }) {
      await page.goto(`${url}/studio/mehfil`);
      const read = () => page.locator('main dd.font-semibold').first().textContent();
      await until(page, 'a number', () =>
        /\d/.test(document.querySelector('main dd.font-semibold')?.textContent ?? ''),
      );
      const seen = new Set();
      for (let look = 0; look < 10; look++) {
        seen.add(await read());
        await page.waitForTimeout(250);
      }
      check(seen.size >= 3, `the loudness showed only ${[...seen]}`);
    },
  },
];

/** The owner's work, on the mock only: it changes what it touches. */
export const stories = LIST.map((story) => ({
  viewport,
  mockOnly: true,
  ...story,
  run: async (tools) => {
    await signIn(tools.context, tools.url, tools.real);
    await story.run(tools);
  },
}));
