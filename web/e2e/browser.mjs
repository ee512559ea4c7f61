import { chromium } from 'playwright-core';

/** Debian's Chromium, without anything that talks to the outside. */
export const launch = () =>
  chromium.launch({
    executablePath: process.env.AWAZ_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--autoplay-policy=no-user-gesture-required',
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
    ],
  });

/** Puts preferences where the app reads them at its start. */
export const withPrefs = (context, prefs) =>
  context.addInitScript((state) => {
    if (!localStorage.getItem('awaz.prefs')) localStorage.setItem('awaz.prefs', JSON.stringify({ state, version: 0 }));
  }, prefs);
