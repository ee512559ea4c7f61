import { accessible, check, fits, until } from '../assert.mjs';

/** What people type for the same station, and the name they look for. */
const WAYS = (real) =>
  real
    ? { roman: 'radio mehfil', urdu: 'محفل', slip: 'mehfill', name: 'ریڈیو محفل', slug: 'radio-mehfil' }
    : { roman: 'mehfil', urdu: 'محفل', slip: 'mehfi', name: 'ریڈیو محفل', slug: 'mehfil' };

const box = (page) => page.getByRole('combobox');
const hit = (page, slug) => page.locator(`main section li a[href="/stations/${slug}"]`).first();

async function opened(page, url) {
  await page.goto(url);
  await page.locator('nav a[href="/search"]:visible').click();
  await box(page).waitFor();
  await until(page, 'a box that can be typed into', () => document.activeElement?.getAttribute('role') === 'combobox');
}

const inEveryScript = {
  name: 'the same station is found in Urdu, in Roman Urdu and with a slip',
  real: true,
  async run({ page, url, real }) {
    const { roman, urdu, slip, name, slug } = WAYS(real);
    await opened(page, url);
    for (const query of [urdu, roman, slip]) {
      await box(page).fill(query);
      await box(page).press('Enter');
      await until(page, `an answer to ${query}`, (text) => new URL(location).searchParams.get('q') === text, query);
      await hit(page, slug).waitFor();
      check((await hit(page, slug).textContent()).includes(name), `${query} does not show ${name}`);
      await accessible(page, `search for ${query}`);
      await fits(page, `search for ${query}`);
    }
    check((await page.locator('main mark').count()) > 0, 'nothing is marked');
    await hit(page, slug).click();
    await page.waitForURL(`**/stations/${slug}`);
    await page.goBack();
    await hit(page, slug).waitFor();
    check((await box(page).inputValue()) === slip, 'the query is lost on the way back');
  },
};

const byKeyboard = {
  name: 'search works from the keyboard alone',
  real: true,
  viewport: { width: 1280, height: 900 },
  async run({ page, url, real }) {
    const { name } = WAYS(real);
    await page.goto(url);
    await page.locator('main li').first().waitFor();
    await page.keyboard.press('/');
    await until(page, 'the box', () => document.activeElement?.getAttribute('role') === 'combobox');
    await page.keyboard.type('mehf');
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('ArrowDown');
    const chosen = page.locator('[role=option][aria-selected=true]');
    await chosen.waitFor();
    const text = (await chosen.textContent()).trim();
    await page.keyboard.press('Enter');
    await until(page, 'the chosen query', (query) => new URL(location).searchParams.get('q') === query, text);
    await page.getByText(name).first().waitFor();
    await page.keyboard.press('Escape');
    check((await box(page).inputValue()) === '', 'Escape does not clear');
    await page.getByRole('heading', { name: 'Searched lately' }).waitFor();
    await page.getByRole('button', { name: text }).first().waitFor();
    await page.getByRole('button', { name: 'Forget these' }).click();
    check((await page.getByRole('heading', { name: 'Searched lately' }).count()) === 0, 'it is not forgotten');
  },
};

const atItsLimits = {
  name: 'nothing found, and no answer, say what to do',
  prefs: { lang: 'ur' },
  async run({ page, url, real, context }) {
    await page.goto(`${url}/search?q=xyzzyqqq`);
    await page.getByText('کے لیے کچھ نہیں ملا').waitFor();
    await accessible(page, 'nothing found');
    if (real) return;
    await context.route('**/api/v1/search?*', (route) => route.abort());
    await box(page).fill('نصرت');
    await page.getByText('تلاش جواب نہیں دے رہی').waitFor();
    await context.unroute('**/api/v1/search?*');
    await page.getByRole('button', { name: 'پھر کوشش کریں' }).click();
    await page.getByRole('heading', { name: 'گانے' }).waitFor();
    await page.goto(`${url}/search?q=${'a'.repeat(300)}`);
    await page.getByText('at most 256 letters').waitFor();
  },
};

/** Puts a recogniser into the page that hears what it is told. */
const hears = (heard) => {
  const Recogniser = class {
    start() {
      globalThis.awazSpoken = { lang: this.lang, most: this.maxAlternatives };
      setTimeout(() => {
        if (heard.length === 0) this.onerror({ error: 'not-allowed' });
        else this.onresult({ results: [heard.map((transcript) => ({ transcript }))] });
      }, 50);
    }
    abort() {}
  };
  Object.assign(globalThis, { SpeechRecognition: Recogniser, webkitSpeechRecognition: Recogniser });
};

const byVoice = {
  name: 'what is said is searched for, the likeliest reading first',
  prefs: { lang: 'ur' },
  async run({ page, url, real }) {
    const { name, slug } = WAYS(real);
    await page.addInitScript(hears, ['xyzzyqqq', 'محفل']);
    await page.goto(`${url}/search`);
    await page.getByRole('button', { name: 'بول کر تلاش کریں' }).click();
    await hit(page, slug).waitFor();
    check((await hit(page, slug).textContent()).includes(name), 'the station is not found');
    check((await box(page).inputValue()) === 'محفل', 'the wrong reading was taken');
    const { lang, most } = await page.evaluate(() => globalThis.awazSpoken);
    check(lang === 'ur-PK' && most > 1, `it listens in ${lang} for ${most}`);
  },
};

/** A browser without a recogniser, with a microphone that hums. */
const hums = () => {
  Object.assign(globalThis, { SpeechRecognition: undefined, webkitSpeechRecognition: undefined });
  navigator.mediaDevices.getUserMedia = async () => {
    const audio = new AudioContext();
    const [tone, out] = [audio.createOscillator(), audio.createMediaStreamDestination()];
    tone.connect(out);
    tone.start();
    globalThis.awazTracks = out.stream.getTracks();
    return out.stream;
  };
};

const byServer = {
  name: 'a browser that cannot hear has the server read what is said',
  mockOnly: true,
  prefs: { lang: 'ur' },
  async run({ page, url }) {
    await page.addInitScript(hums);
    await page.goto(`${url}/search`);
    const button = page.getByRole('button', { name: 'بول کر تلاش کریں' });
    await button.click();
    const stop = page.getByRole('button', { name: 'سننا بند کریں' });
    await stop.waitFor();
    await accessible(page, 'listening');
    await page.waitForTimeout(600);
    await stop.click();
    await hit(page, 'mehfil').waitFor();
    check((await box(page).inputValue()) === 'محفل', 'the wrong reading was taken');
    const states = await page.evaluate(() => globalThis.awazTracks.map((track) => track.readyState));
    check(
      states.every((state) => state === 'ended'),
      `the microphone stays open: ${states}`,
    );
  },
};

/** Changes what search answers before the page sees it. */
const answersWith = (page, change) =>
  page.route('**/api/v1/search?*', async (route) => {
    const response = await route.fetch();
    const answer = await response.json();
    change(answer);
    await route.fulfill({ response, json: answer });
  });

const told = {
  name: 'what has to do with a query is told apart, and so is a search that is mended',
  mockOnly: true,
  async run({ page, url }) {
    await answersWith(page, (answer) => {
      answer.limited = true;
      for (const hit of answer.sections.at(-1)?.hits ?? []) hit.by = 'meaning';
    });
    await page.goto(`${url}/search?q=nusrat`);
    await page.getByText('Search is being mended').waitFor();
    check((await page.getByRole('heading', { name: 'Also about this' }).count()) > 0, 'nothing is told apart');
    await accessible(page, 'related hits');
    await fits(page, 'related hits');
  },
};

const deaf = {
  name: 'a microphone that is not allowed is told of',
  mockOnly: true,
  async run({ page, url }) {
    await page.addInitScript(hears, []);
    await page.goto(`${url}/search`);
    await page.getByRole('button', { name: 'Speak' }).click();
    await page.getByText('The microphone is not allowed').waitFor();
  },
};

export const stories = [inEveryScript, byKeyboard, atItsLimits, byVoice, byServer, told, deaf];
