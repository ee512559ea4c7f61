import { check, until } from '../assert.mjs';
import { firstPlay, firstSound, playing, sounds, watchAudio } from '../sound.mjs';

export const stories = [
  {
    name: 'a listener presses play and hears',
    async run({ page, url }) {
      const ms = await firstSound(page, url);
      console.log(`       sound after ${Math.round(ms)} ms`);
      check(ms > 0, `sound came after ${ms} ms`);
    },
  },
  {
    name: 'the player stays while browsing and pauses',
    async run({ page, url }) {
      await playing(page, url);
      await page.locator('main li a').nth(1).click();
      await page.locator('article h1').waitFor();
      check(await page.evaluate(sounds), 'the sound stopped on another page');
      await page.locator('nav a[href="/yours"]:visible').click();
      check(await page.evaluate(sounds), 'the sound stopped on the third page');
      await page.getByRole('region', { name: 'Player' }).getByRole('button', { name: 'Pause' }).click();
      await until(page, 'a pause', () => globalThis.awazAudio.paused);
    },
  },
  {
    name: 'the lock screen knows the song',
    async run({ page, url }) {
      await playing(page, url);
      await until(page, 'metadata', () => Boolean(navigator.mediaSession.metadata?.title));
      check((await page.evaluate(() => navigator.mediaSession.playbackState)) === 'playing', 'state is not playing');
    },
  },
  {
    name: 'going back in time shows how far behind and one tap is live again',
    async run({ page, url }) {
      await playing(page, url);
      await page.keyboard.press('f');
      const back = page.getByRole('button', { name: 'Back 15 seconds' });
      await until(page, 'the back button', () => !document.querySelector('[aria-label="Back 15 seconds"]')?.disabled);
      await back.click();
      await page.waitForTimeout(1500);
      await back.click();
      const live = page.getByRole('dialog').getByRole('button', { name: /behind live/ });
      await live.waitFor({ timeout: 12_000 });
      await live.click();
      await page.getByRole('dialog').getByText('Live', { exact: true }).waitFor();
      await until(page, 'sound after returning', sounds);
    },
  },
  {
    name: 'an outage is survived without a reload',
    mockOnly: true,
    async run({ page, url }) {
      await playing(page, url);
      const mark = await page.evaluate(() => (globalThis.awazMark = Math.random()));
      const outageMs = Number(process.env.AWAZ_OUTAGE_MS ?? 12_000);
      await fetch(`${url}/__mock/outage?ms=${outageMs}`);
      await page.getByText(/Trying again; your place is kept/).waitFor({ timeout: outageMs });
      await page.waitForTimeout(outageMs / 2);
      await page.getByText(/Trying again; your place is kept/).waitFor({ state: 'hidden', timeout: outageMs + 12_000 });
      await until(page, 'sound after the outage', sounds, undefined, 15_000);
      check((await page.evaluate(() => globalThis.awazMark)) === mark, 'the page was loaded again');
    },
  },
  {
    name: 'data saver plays 24 kb/s Opus and says what it costs',
    async run({ page, url }) {
      const asked = [];
      page.on('request', (request) => asked.push(request.url()));
      await playing(page, url);
      await page.keyboard.press('f');
      await page
        .getByRole('button', { name: /^Quality/ })
        .last()
        .click();
      const dialog = page.getByRole('dialog', { name: 'Quality' });
      await dialog.getByText('Data saver').click();
      await until(page, 'sound', sounds, undefined, 20_000);
      check(
        asked.some((one) => one.includes('opus-24.ogg')),
        'opus-24 was not asked for',
      );
      check((await dialog.textContent()).includes('11 MB per hour'), 'the cost is not shown');
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'hidden' });
      await page
        .getByRole('dialog', { name: 'Player' })
        .getByRole('button', { name: /11 MB per hour/ })
        .waitFor();
    },
  },
  {
    name: 'the language turns the page round and is remembered',
    async run({ page, url }) {
      await page.goto(url);
      await page.getByRole('button', { name: 'Settings' }).click();
      await page.getByRole('button', { name: 'سنڌي' }).click();
      await until(
        page,
        'a Sindhi page',
        () => document.documentElement.dir === 'rtl' && document.documentElement.lang === 'sd',
      );
      await page.reload();
      await page.getByText('هاڻي نشر ٿي رهيو آهي').waitFor();
    },
  },
  {
    name: 'the sleep timer can be set and taken back',
    async run({ page, url }) {
      await playing(page, url);
      await page.keyboard.press('f');
      const player = page.getByRole('dialog', { name: 'Player' });
      await player.getByRole('button', { name: 'Sleep timer' }).click();
      await page.getByRole('button', { name: '15 minutes' }).click();
      await player.getByRole('button', { name: /Stops in 14:5/ }).click();
      await page.getByRole('button', { name: 'Off', exact: true }).click();
      await player.getByRole('button', { name: 'Sleep timer' }).click();
      check((await page.getByText(/Stops in/).count()) === 0, 'the timer still runs');
    },
  },
  {
    name: 'the keyboard alone reaches sound and pause',
    viewport: { width: 1280, height: 800 },
    async run({ page, url }) {
      await watchAudio(page);
      await page.goto(url);
      await firstPlay(page).waitFor();
      await firstPlay(page).focus();
      await page.keyboard.press('Enter');
      await until(page, 'sound', sounds);
      await page.locator('h1').click();
      await page.keyboard.press(' ');
      await until(page, 'a pause', () => globalThis.awazAudio.paused);
    },
  },
  {
    name: 'an unknown station says so',
    async run({ page, url }) {
      await page.goto(`${url}/stations/not-here`);
      await page.getByText('This station is not here').waitFor();
    },
  },
];
