import { accessible, check, fits, until } from '../assert.mjs';
import { signIn } from '../screens.mjs';

const LIST = '/studio/mehfil/shows/mehfil-e-adab';

const LISTENER = [
  {
    name: 'shows: a listener goes from the station to an episode, hears it and comes back to the place',
    async run({ page, url }) {
      await page.goto(`${url}/stations/mehfil`);
      await page.getByRole('link', { name: 'محفلِ ادب: شاعری، کہانی اور گفتگو' }).click();
      await page.getByRole('heading', { level: 1, name: /محفلِ ادب/ }).waitFor();
      await accessible(page, 'the show');
      await page.getByRole('link', { name: /پہلی قسط/ }).click();
      await page.getByRole('button', { name: /^Play پہلی/ }).click();
      const bar = page.getByRole('slider', { name: 'Place in the episode' });
      await until(page, 'the episode sounds', () => document.querySelector('main input[type=range]')?.value > 0);
      await page.getByRole('button', { name: /A long talk/ }).click();
      await until(page, 'the chapter is reached', () => document.querySelector('main input[type=range]')?.value >= 20);
      await page.getByRole('button', { name: 'Forward 30 seconds' }).click();
      await until(page, '30 seconds on', () => document.querySelector('main input[type=range]')?.value >= 49);
      await page.getByRole('button', { name: 'Back 15 seconds' }).click();
      await page.getByLabel('Speed').selectOption('2');
      await page.getByRole('button', { name: 'Pause' }).click();
      const place = Number(await bar.inputValue());
      check(place >= 33 && place < 50, `paused at ${place}`);
      await accessible(page, 'the episode');
      await page.getByRole('link', { name: 'Stations' }).first().click();
      const mini = page.getByRole('region', { name: /پہلی قسط/ });
      await mini.getByRole('button', { name: /^Play پہلی/ }).click();
      await accessible(page, 'the bar of an episode');
      await mini.getByRole('button', { name: 'Pause' }).click();
      await mini.getByRole('link', { name: /پہلی قسط/ }).click();
      await mini.waitFor({ state: 'detached' });
      await bar.waitFor();
      await page.reload();
      await bar.waitFor();
      const kept = Number(await bar.inputValue());
      check(kept >= place - 1 && kept <= place + 12, `the place is ${kept}, not ${place}`);
    },
  },
  {
    name: 'shows: a line of the transcript plays from there',
    async run({ page, url }) {
      await page.goto(`${url}/shows/mehfil-e-adab/ep_1`);
      await page.getByRole('button', { name: /Line 5 of what is said/ }).click();
      await until(page, 'the line is reached', () => document.querySelector('main input[type=range]')?.value >= 25);
      await page
        .locator('main ol button[aria-current]', { hasText: /Line 5|دل سے/ })
        .first()
        .waitFor();
    },
  },
  {
    name: 'shows: what is not there says so',
    async run({ page, url }) {
      await page.goto(`${url}/shows/none`);
      await page.getByText('This show is not here').waitFor();
      await page.goto(`${url}/shows/mehfil-e-adab/ep_99`);
      await page.getByText('This episode is not here').waitFor();
      await page.goto(`${url}/shows/another-one/ep_1`);
      await page.getByText('This episode is not here').waitFor();
    },
  },
];

const STUDIO = [
  {
    name: 'shows: an owner uploads an episode in pieces, gives it chapters and has it published on time',
    async run({ page, url }) {
      await page.goto(`${url}${LIST}`);
      const buffer = Buffer.alloc(5 * 1024 * 1024, 1);
      const pieces = [];
      page.on('request', (request) => request.method() === 'PATCH' && pieces.push(request.headers()['upload-offset']));
      await page
        .getByLabel('Add episodes', { exact: true })
        .last()
        .setInputFiles({ name: 'شام_کی_بات.mp3', mimeType: 'audio/mpeg', buffer });
      await page.getByText('1 file arrived').waitFor();
      check(pieces.filter(Boolean).join() === '0,4194304', `pieces at ${pieces}`);
      await page.getByRole('link', { name: 'شام کی بات' }).click();
      await page.getByRole('button', { name: 'Add a chapter' }).click();
      const chapter = page.locator('form ol li').first();
      await chapter.getByLabel('Begins at').fill('1:15');
      await chapter.getByLabel('Title').fill('Ghalib');
      await page.getByRole('button', { name: 'Title: English' }).click();
      await page.getByLabel('Title · English').fill('Evening talk');
      await page.getByLabel('Who can hear it').selectOption('scheduled');
      await page.getByLabel('Publish at').fill('2027-01-02T20:30');
      const sent = page.waitForRequest((request) => request.method() === 'PATCH' && request.url().includes('episodes'));
      await page.getByRole('button', { name: 'Save' }).click();
      const wish = (await sent).postDataJSON();
      check(wish.publish_at === '2027-01-02T15:30:00.000Z', `8:30 pm in Pakistan is ${wish.publish_at}`);
      check(wish.chapters[0].start_ms === 75_000 && wish.titles.en === 'Evening talk', JSON.stringify(wish));
      await page.getByText('Saved', { exact: true }).waitFor();
      await accessible(page, 'an episode in the studio');
      await fits(page, 'an episode in the studio');
      await page.getByRole('button', { name: 'Delete this episode' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Delete this episode' }).click();
      await page.waitForURL(`${url}${LIST}`);
      await page.getByText('شام کی بات').waitFor({ state: 'detached' });
    },
  },
  {
    name: 'shows: an owner changes what is said of a show and finds the feed',
    async run({ page, url }) {
      await page.goto(`${url}/studio/mehfil/shows`);
      await page.getByRole('link', { name: /محفلِ ادب/ }).click();
      await page.getByText(`${url}/feeds/mehfil-e-adab.xml`).waitFor();
      await page.getByLabel('Made by').fill('Noor and Amin');
      const sent = page.waitForRequest((request) => request.method() === 'PATCH');
      await page.getByRole('button', { name: 'Save' }).click();
      const wish = (await sent).postDataJSON();
      check(wish.author === 'Noor and Amin' && wish.titles.en === 'An evening of words', JSON.stringify(wish));
      await page.getByText('Saved', { exact: true }).waitFor();
      await accessible(page, 'a show in the studio');
    },
  },
].map((story) => ({
  ...story,
  async run(surroundings) {
    await signIn(surroundings.context, surroundings.url, false);
    await story.run(surroundings);
  },
}));

export const stories = [...LISTENER, ...STUDIO].map((story) => ({ ...story, mockOnly: true }));
