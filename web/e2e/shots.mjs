// Pictures of every screen, to be looked at: node e2e/shots.mjs OUT [filter]
import { mkdirSync } from 'node:fs';
import { launch, withPrefs } from './browser.mjs';
import { startMock } from './mock/server.mjs';
import { pathOf, SCREENS, signIn } from './screens.mjs';

const out = process.argv[2] ?? 'e2e/shots';
const filter = process.argv[3] ?? '';
mkdirSync(out, { recursive: true });
const real = Boolean(process.env.AWAZ_E2E_URL);
const server = real ? { url: process.env.AWAZ_E2E_URL, stop: () => undefined } : await startMock();
const browser = await launch();
const LOOKS = [
  { lang: 'en', theme: 'light', width: 390 },
  { lang: 'en', theme: 'light', width: 1440 },
  { lang: 'en', theme: 'dark', width: 1440 },
  { lang: 'ur', theme: 'dark', width: 390 },
  { lang: 'ur', theme: 'light', width: 1440 },
  { lang: 'ur', theme: 'light', width: 390 },
  { lang: 'en', theme: 'dark', width: 390 },
  { lang: 'sd', theme: 'light', width: 320 },
];
for (const look of LOOKS) {
  const context = await browser.newContext({
    viewport: { width: look.width, height: look.width < 700 ? 844 : 900 },
    serviceWorkers: 'block',
  });
  await withPrefs(context, { lang: look.lang, theme: look.theme, nastaliq: true });
  let signedIn = false;
  for (const screen of SCREENS.filter((one) => !real || !one.mockOnly)) {
    const name = `${screen.name}-${look.lang}-${look.theme}-${look.width}`;
    if (!new RegExp(filter).test(name)) continue;
    if (screen.studio && !signedIn) await signIn(context, server.url, real);
    signedIn ||= Boolean(screen.studio);
    const page = await context.newPage();
    try {
      await page.goto(server.url + pathOf(screen, real), { waitUntil: 'load' });
      await page.waitForTimeout(600);
      await screen.prepare?.(page);
      await page.waitForTimeout(500);
      await page.screenshot({ path: `${out}/${name}.png`, fullPage: screen.full ?? false });
    } catch (error) {
      console.error(name, String(error).split('\n')[0]);
    }
    await page.close();
  }
  await context.close();
}
await browser.close();
server.stop();
