import { until } from './assert.mjs';

export const firstPlay = (page) => page.locator('main section button').first();

/** Runs in the page: the element sounds right now. */
export const sounds = () => {
  const seen = globalThis.awazAudio;
  return Boolean(seen) && seen.currentTime > 0.05 && !seen.paused;
};

/** Lets the test see the page's audio element, which is never in the document. */
export const watchAudio = (page) =>
  page.addInitScript(() => {
    const make = document.createElement.bind(document);
    document.createElement = (name, options) => {
      const made = make(name, options);
      if (name === 'audio') {
        made.addEventListener('playing', () => {
          globalThis.awazAudio = made;
          globalThis.awazPlayingAt ??= performance.now();
        });
      }
      return made;
    };
  });

export async function playing(page, url) {
  await watchAudio(page);
  await page.goto(url);
  await firstPlay(page).click();
  await until(page, 'sound', sounds, undefined, 15_000);
}

/** Presses play on the first page and returns the milliseconds until the element plays. */
export async function firstSound(page, url) {
  await watchAudio(page);
  await page.goto(url);
  await firstPlay(page).waitFor();
  await page.evaluate(() => {
    addEventListener('click', () => (globalThis.awazPressedAt = performance.now()), { capture: true, once: true });
  });
  await firstPlay(page).click();
  await until(page, 'sound', sounds, undefined, 15_000);
  return page.evaluate(() => globalThis.awazPlayingAt - globalThis.awazPressedAt);
}
