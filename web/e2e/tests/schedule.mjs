import { accessible, check, fits } from '../assert.mjs';
import { signIn } from '../screens.mjs';

const dialog = (page) => page.getByRole('dialog');
const open = (page, url, week = '') => page.goto(`${url}/studio/mehfil/schedule${week}`);
const save = async (page, method) => {
  const sent = page.waitForRequest((request) => request.method() === method && !request.url().includes('preview'));
  await dialog(page).getByRole('button', { name: 'Save' }).click();
  const body = (await sent).postDataJSON();
  await dialog(page).waitFor({ state: 'detached' });
  return body;
};

const LIST = [
  {
    name: 'schedule: a show is planned with the keyboard, changed on one date, and deleted',
    async run({ page, url }) {
      await open(page, url);
      await page.getByRole('button', { name: 'New entry' }).focus();
      await page.keyboard.press('Enter');
      await dialog(page).getByLabel('What it is called').fill('Chai and Shairi');
      await dialog(page).getByLabel('At', { exact: true }).fill('23:30');
      await dialog(page).getByLabel('How long').fill('45');
      await dialog(page).getByLabel('Comes again').selectOption('daily');
      await dialog(page).getByLabel('Playlist').selectOption({ index: 1 });
      await dialog(page).getByLabel('Begin on the second').check();
      await dialog(page).getByText('More: text, other languages').click();
      await dialog(page).getByLabel('Edition of the show').selectOption('mehfil-e-adab');
      await dialog(page)
        .getByText(/^On \d+ times in the coming year$/)
        .waitFor();
      await accessible(page, 'the form');
      const { title, timing, playlist, once, hard_start, show } = await save(page, 'POST');
      check(show === 'mehfil-e-adab', `the show is ${show}`);
      check(
        title === 'Chai and Shairi' && timing.repeat === 'FREQ=DAILY' && timing.minutes === 45,
        JSON.stringify(timing),
      );
      check(timing.start.at === '23:30' && playlist && once === true && hard_start === true, 'what plays is not sent');
      const block = page.getByRole('button', { name: /^Chai and Shairi 23:30/ }).first();
      await block.click();
      const date = dialog(page).getByRole('region', { name: /^Only on/ });
      await date.getByLabel('At').fill('22:15');
      const moved = page.waitForRequest((request) => request.method() === 'PUT');
      await date.getByRole('button', { name: 'Move on this date' }).click();
      const { entry, version } = (await moved).postDataJSON();
      check(
        version === 1 && entry.timing.changes[0].start.at === '22:15' && entry.timing.changes[0].minutes === 45,
        JSON.stringify(entry),
      );
      await page.getByRole('button', { name: /^Chai and Shairi 22:15/ }).waitFor();
      await page.getByRole('button', { name: /^Chai and Shairi 22:15/ }).click();
      await dialog(page).getByRole('button', { name: 'Remove' }).click();
      await page
        .getByRole('dialog')
        .last()
        .getByRole('button', { name: /^Delete Chai/ })
        .click();
      await page.getByRole('button', { name: /^Chai and Shairi/ }).waitFor({ state: 'detached' });
    },
  },
  {
    name: 'schedule: it follows the sun in Ramadan, and says what it would clash with',
    async run({ page, url }) {
      await open(page, url);
      await page.getByText('Sehri ends 05:14, iftar 17:58').locator('visible=true').first().waitFor();
      await page.getByRole('region', { name: 'Two at the same time' }).getByText('Cricket').waitFor();
      await page.getByRole('button', { name: 'New entry' }).click();
      await dialog(page).getByLabel('What it is called').fill('Iftar');
      await dialog(page).getByLabel('Begins').selectOption('maghrib');
      await dialog(page).getByLabel('Minutes after it').fill('-30');
      await dialog(page).getByLabel('In the Islamic year').selectOption('ramadan');
      await dialog(page).getByRole('region', { name: 'Two at the same time' }).waitFor();
      const { timing } = await save(page, 'POST');
      check(
        timing.start.prayer === 'maghrib' && timing.start.offset_min === -30 && timing.season === 'ramadan',
        JSON.stringify(timing),
      );
    },
  },
  {
    name: 'schedule: a rule that is not known is refused by name, and the form stays',
    async run({ page, url }) {
      await open(page, url);
      await page.getByRole('button', { name: 'New entry' }).click();
      await dialog(page).getByLabel('What it is called').fill('Odd');
      await dialog(page).getByLabel('Comes again').selectOption('other');
      await dialog(page).getByLabel('Rule').fill('FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1');
      await dialog(page).getByRole('button', { name: 'Save' }).click();
      await dialog(page).getByRole('alert').getByText('BYSETPOS is not among').waitFor();
      check((await dialog(page).getByLabel('What it is called').inputValue()) === 'Odd', 'what was written is lost');
    },
  },
  {
    name: 'schedule: weeks are gone through, copied, and kept in the address',
    async run({ page, url }) {
      await open(page, url, '?week=2027-03-24');
      await page.getByRole('heading', { name: 'Mon 22 Mar to Sun 28 Mar' }).waitFor();
      await page.getByRole('button', { name: 'Week after' }).click();
      await page.getByRole('heading', { name: 'Mon 29 Mar to Sun 4 Apr' }).waitFor();
      check(page.url().endsWith('week=2027-03-29'), page.url());
      await page.getByRole('button', { name: 'Copy to the next week' }).click();
      const sent = page.waitForRequest((request) => request.url().includes('copy-week'));
      await dialog(page).getByRole('button', { name: 'Copy to the next week' }).click();
      const { from, to } = (await sent).postDataJSON();
      check(from === '2027-03-29' && to === '2027-04-05', `${from} ${to}`);
      await page.getByText('2 times added').waitFor();
    },
  },
  {
    name: 'schedule: it fits a narrow phone and is accessible',
    viewport: { width: 360, height: 740 },
    async run({ page, url }) {
      await open(page, url);
      await page
        .getByRole('button', { name: /^21:00/ })
        .first()
        .waitFor();
      await fits(page, 'the week');
      await accessible(page, 'the week');
      await page.getByRole('button', { name: 'New entry' }).click();
      await fits(page, 'the form');
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
