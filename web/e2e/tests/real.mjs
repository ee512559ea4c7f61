import { accessible, check, until } from '../assert.mjs';
import { surroundings } from '../screens.mjs';
import { firstPlay, playing, sounds, watchAudio } from '../sound.mjs';

/** Loudest level of half a second of what the element plays, measured on a captured copy. */
async function loudest(page) {
  return page.evaluate(async () => {
    const context = new AudioContext();
    await context.resume();
    const meter = context.createAnalyser();
    meter.fftSize = 2048;
    context.createMediaStreamSource(globalThis.awazAudio.captureStream()).connect(meter);
    const samples = new Float32Array(meter.fftSize);
    let most = 0;
    for (let look = 0; look < 40; look++) {
      await new Promise((done) => setTimeout(done, 50));
      meter.getFloatTimeDomainData(samples);
      for (const sample of samples) most = Math.max(most, Math.abs(sample));
    }
    await context.close();
    return most;
  });
}

async function audible(page, what) {
  // A new source of the element has its track a moment after its first time.
  const ready = () =>
    globalThis.awazAudio.currentTime > 0 && globalThis.awazAudio.captureStream().getAudioTracks().length > 0;
  await until(page, `a track of ${what}`, ready, undefined, 20_000);
  const before = await page.evaluate(() => globalThis.awazAudio.currentTime);
  // A capture that began just before the element took up its new source stays silent: look again.
  let level = 0;
  for (let look = 0; look < 5 && level <= 0.003; look++) level = await loudest(page);
  const after = await page.evaluate(() => globalThis.awazAudio.currentTime);
  check(after - before >= 1, `${what}: the time went on by only ${(after - before).toFixed(2)} s`);
  check(level > 0.003, `${what}: silence, peak ${level}`);
  check(level <= 1.2, `${what}: overloaded, peak ${level}`);
}

const stationsOf = async (url) => (await (await fetch(`${url}/api/v1/stations`)).json()).items;

/** The story that every server must be able to tell; `npm run e2e -- --real` runs only these. */
export const stories = [
  {
    name: 'home shows every station with its name',
    async run({ page, url, real }) {
      const stations = await stationsOf(url);
      await page.goto(url);
      await page.locator('main li').first().waitFor();
      for (const { slug } of stations) await page.locator(`main li a[href="/stations/${slug}"]`).first().waitFor();
      for (const { slug } of stations)
        check((await page.locator(`main li a[href="/stations/${slug}"]`).count()) === 1, `${slug} is not shown`);
      const expected = real ? (process.env.AWAZ_E2E_STATIONS ?? 'radio-mehfil,chai-and-beats,dhol-punjab') : 'mehfil';
      for (const slug of expected.split(','))
        check(
          stations.some((one) => one.slug === slug),
          `${slug} is not on this server`,
        );
    },
  },
  {
    name: 'play sounds, goes on and is not silent',
    async run({ page, url }) {
      await playing(page, url);
      await audible(page, 'progressive');
      check((await page.evaluate(() => globalThis.awazAudio.webkitAudioDecodedByteCount)) > 0, 'nothing was decoded');
    },
  },
  {
    name: 'the title that the server tells is shown while it plays',
    async run({ page, url, real }) {
      const { slug } = surroundings(real);
      await watchAudio(page);
      await page.goto(`${url}/stations/${slug}`);
      await page.locator('article header button').first().click();
      await until(page, 'sound', sounds, undefined, 15_000);
      const { now } = await (await fetch(`${url}/api/v1/stations/${slug}`)).json();
      check(Boolean(now?.title), 'the server tells no title');
      await until(page, 'a title on the lock screen', () => Boolean(navigator.mediaSession.metadata?.title));
      // A song may just have changed; what is shown must then be one that the station played or plays.
      const shown = await page.evaluate(() => navigator.mediaSession.metadata.title);
      const detail = await (await fetch(`${url}/api/v1/stations/${slug}`)).json();
      const known = [now.title, detail.now?.title, ...detail.history.map((song) => song.title)];
      check(known.includes(shown), `shown is ${shown}, known are ${known.slice(0, 4)}`);
      const region = page.locator('section:has(button[aria-description])').last();
      check((await region.textContent()).includes(shown), `the bar does not show ${shown}`);
    },
  },
  {
    name: 'going back plays through hls.js',
    async run({ page, url }) {
      const asked = [];
      page.on('request', (request) => asked.push(new URL(request.url()).pathname));
      await playing(page, url);
      await page.keyboard.press('f');
      const back = page.getByRole('button', { name: 'Back 15 seconds' });
      await until(page, 'the back button', () => !document.querySelector('[aria-label="Back 15 seconds"]')?.disabled);
      const segment = page.waitForResponse((answer) => answer.url().endsWith('.m4s'), { timeout: 20_000 });
      await back.click();
      await segment;
      await audible(page, 'HLS');
      check(
        asked.some((path) => path.endsWith('/index.m3u8')),
        'no playlist was asked for',
      );
      check(
        asked.some((path) => /\/\d+(\.\d+)?\.m4s$/.test(path)),
        'no segment was asked for',
      );
    },
  },
  {
    name: 'Urdu turns the page to the right',
    async run({ page, url }) {
      await page.goto(url);
      await page.getByRole('button', { name: 'Settings' }).click();
      await page.getByRole('button', { name: 'اردو' }).click();
      await until(
        page,
        'an Urdu page',
        () => document.documentElement.dir === 'rtl' && document.documentElement.lang === 'ur',
      );
      await firstPlay(page).waitFor();
    },
  },
  {
    name: 'the owner signs in and the encoder page shows the key',
    viewport: { width: 1280, height: 900 },
    async run({ page, url, real }) {
      const { slug, email, password } = surroundings(real);
      await page.goto(`${url}/studio`);
      await page.getByLabel('Email').fill(email);
      await page.getByLabel('Password').fill('certainly not this one');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByText('Email or password is wrong').waitFor();
      await page.getByLabel('Password').fill(password);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.locator(`a[href="/studio/${slug}"]`).click();
      await page.getByRole('link', { name: 'Encoder' }).first().click();
      await page.getByRole('button', { name: 'Show Password' }).click();
      const answer = await page.evaluate(
        (one) => fetch(`/api/v1/channels/${one}/encoder`).then((got) => got.json()),
        slug,
      );
      check(answer.key.length >= 16, 'the key is short');
      await page.getByText(answer.key, { exact: true }).waitFor();
      await page.getByText(answer.mount, { exact: true }).first().waitFor();
      await accessible(page, 'encoder page');
    },
  },
].map((story) => ({ ...story, real: true }));
