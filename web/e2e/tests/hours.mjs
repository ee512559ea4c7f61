import { accessible, check, until } from '../assert.mjs';
import { signIn } from '../screens.mjs';

const editor = (page) => page.getByRole('region', { name: 'Hours' });

const inItsHours = {
  name: 'a playlist is given its hours',
  async run({ page, url, context, real }) {
    await signIn(context, url, real);
    await page.goto(`${url}/studio/mehfil/playlists`);
    await editor(page).getByText('It takes part at all times').waitFor();
    await editor(page).getByRole('button', { name: 'Add hours' }).click();
    for (const day of ['Mon', 'Tue', 'Wed', 'Thu']) await editor(page).getByRole('button', { name: day }).click();
    await page.getByLabel('How it begins').waitFor();
    await editor(page).getByLabel('From').fill('22:30');
    check((await editor(page).getByText('on the next day').count()) === 0, 'an evening is called a night');
    await editor(page).getByLabel('To').fill('01:15');
    await editor(page).getByText('on the next day').waitFor();
    const sent = page.waitForRequest((request) => request.method() === 'PATCH');
    await page.getByRole('button', { name: 'Save' }).click();
    const wanted = [{ days: ['fri', 'sat', 'sun'], from: '22:30', to: '01:15' }];
    const { hours, kind, weight } = (await sent).postDataJSON();
    check(JSON.stringify(hours) === JSON.stringify(wanted), `sent ${JSON.stringify(hours)}`);
    check(kind === 'rotation' && weight === 3, `sent ${kind} ${weight}`);
    await page.reload();
    await editor(page).getByLabel('From').waitFor();
    check((await editor(page).getByLabel('From').inputValue()) === '22:30', 'the hours are not kept');
    await editor(page)
      .getByRole('button', { name: /^Take out these hours/ })
      .click();
    await editor(page).getByText('It takes part at all times').waitFor();
  },
};

const anotherPart = {
  name: 'a playlist takes another part, with the number that belongs to it',
  async run({ page, url, context, real }) {
    await signIn(context, url, real);
    await page.goto(`${url}/studio/mehfil/playlists`);
    await page.getByRole('button', { name: /^Jingles/ }).click();
    await page.getByLabel('When it plays').selectOption('hourly');
    await page.getByLabel('At this minute of the hour').fill('58');
    await page.getByLabel('How it begins').selectOption('hard');
    const sent = page.waitForRequest((request) => request.method() === 'PATCH');
    await page.getByRole('button', { name: 'Save' }).click();
    const { kind, at_minute, jingle, hard_start } = (await sent).postDataJSON();
    check(kind === 'hourly' && at_minute === 58 && jingle === true, `sent ${kind} ${at_minute} ${jingle}`);
    check(hard_start === true, 'it waits for the song on air');
  },
};

const forListeners = {
  name: 'listeners see the programme of the week',
  async run({ page, url }) {
    await page.goto(`${url}/stations/mehfil`);
    const programme = page.getByRole('region', { name: 'Programme' });
    await programme.getByText('غزل کی رات').first().waitFor();
    check((await programme.locator('[aria-current=time]').count()) === 1, 'what is on is not told apart');
    await programme.getByText('The whole week').click();
    await until(page, 'the rest', () => document.querySelector('section details')?.open === true);
    const calendar = await programme.getByRole('link', { name: 'Put it into a calendar' }).getAttribute('href');
    check(calendar === '/api/v1/stations/mehfil/programme.ics', `the calendar is at ${calendar}`);
  },
};

const lookAhead = {
  name: 'the next hours are looked at, with the rules that are bent',
  async run({ page, url, context, real }) {
    await signIn(context, url, real);
    await page.goto(`${url}/studio/mehfil/queue`);
    const asked = page.waitForRequest((request) => request.url().includes('/queue/preview'));
    await page.getByLabel('Hours').selectOption('12');
    await page.getByRole('button', { name: 'Look ahead' }).click();
    check((await asked).url().endsWith('?hours=12'), 'other hours are asked for');
    await page.getByText('This artist was heard too lately').waitFor();
    await page.getByText('Begins on the second').waitFor();
    await accessible(page, 'the next hours');
  },
};

const presenter = {
  name: 'a presenter is given hours',
  async run({ page, url, context, real }) {
    await signIn(context, url, real);
    await page.goto(`${url}/studio/mehfil/encoder`);
    await page.getByText('At any time').waitFor();
    await page.getByRole('button', { name: 'Hours of صبا قمر' }).click();
    await editor(page).getByRole('button', { name: 'Add hours' }).click();
    await page.getByLabel('When the hours end, end their connection').check();
    await accessible(page, 'the hours of a presenter');
    const sent = page.waitForRequest((request) => request.method() === 'PATCH');
    await page.getByRole('button', { name: 'Save' }).click();
    const { hours, ends_with_hours } = (await sent).postDataJSON();
    check(hours.length === 1 && hours[0].from === '21:00', `sent ${JSON.stringify(hours)}`);
    check(ends_with_hours === true, 'the end is not sent');
    await page.getByText('Only in their hours').waitFor();
    await page.getByRole('button', { name: 'Hours of صبا قمر' }).click();
    await editor(page)
      .getByRole('button', { name: /^Take out these hours/ })
      .click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('At any time').waitFor();
  },
};

export const stories = [inItsHours, presenter, anotherPart, forListeners, lookAhead].map((story) => ({
  mockOnly: true,
  ...story,
}));
