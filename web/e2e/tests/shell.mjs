import { check, until } from '../assert.mjs';
import { playing, sounds } from '../sound.mjs';

export const stories = [
  {
    name: 'the service worker keeps the frame, and never sound or answers',
    worker: true,
    mockOnly: true,
    async run({ page, url, context }) {
      await page.goto(url);
      await page.evaluate(() => navigator.serviceWorker.ready);
      await page.reload();
      await until(page, 'a controlled page', () => navigator.serviceWorker.controller !== null);
      await playing(page, url);
      await page.goto(`${url}/stations/mehfil`);
      const kept = await page.evaluate(async () => {
        const names = await caches.keys();
        const lists = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
        return lists.flat().map((request) => new URL(request.url).pathname);
      });
      const wrong = kept.filter((path) => /^\/(api|live|health|ready|metrics)/.test(path));
      check(wrong.length === 0, `kept: ${wrong}`);
      check(kept.includes('/'), 'the page itself is not kept');
      check(
        kept.some((path) => path.startsWith('/assets/')),
        'no script is kept',
      );
      await context.setOffline(true);
      await page.goto(`${url}/yours`);
      await page.getByRole('heading', { name: 'Your stations' }).waitFor();
      await page.getByText('No internet').first().waitFor();
      await context.setOffline(false);
    },
  },
  {
    name: 'who wants no motion gets none',
    async run({ page, url }) {
      await page.emulateMedia({ reducedMotion: 'reduce' });
      await playing(page, url);
      await page.keyboard.press('f');
      await page.waitForTimeout(700);
      const moved = await page.evaluate(() => [...document.querySelectorAll('.stage [style*="scale"]')].length);
      check(moved === 0, 'the pulse moves');
      check(await page.evaluate(sounds), 'the sound stopped');
    },
  },
];
