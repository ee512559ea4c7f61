import { accessible, fits } from '../assert.mjs';
import { pathOf, SCREENS, signIn } from '../screens.mjs';

const LOOKS = [
  { lang: 'en', theme: 'light', width: 1440 },
  { lang: 'en', theme: 'dark', width: 390 },
  { lang: 'ur', theme: 'light', width: 390 },
  { lang: 'ur', theme: 'dark', width: 1440 },
  { lang: 'sd', theme: 'car', width: 320 },
];

/** Every screen in every look passes axe and fits its width. */
export const stories = LOOKS.map((look) => ({
  name: `accessible: ${look.lang} ${look.theme} ${look.width} px`,
  // Two looks are enough for a real server: both directions, both widths.
  real: look.theme === 'light',
  viewport: { width: look.width, height: 844 },
  prefs: { lang: look.lang, theme: look.theme },
  async run({ page, url, real, context }) {
    const faults = [];
    await signIn(context, url, real);
    for (const screen of SCREENS.filter((one) => !real || !one.mockOnly)) {
      await page.goto(url + pathOf(screen, real));
      await page.waitForTimeout(350);
      await screen.prepare?.(page);
      await page.waitForTimeout(250);
      for (const judge of [accessible, fits])
        await judge(page, screen.name).catch((error) => faults.push(error.message));
    }
    if (faults.length > 0) throw new Error(faults.join('\n     '));
  },
}));
