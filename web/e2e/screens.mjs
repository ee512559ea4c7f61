const playFirst = async (page) => {
  await page.locator('main button:has(svg)').first().click();
  await page.waitForTimeout(1500);
};

export const SCREENS = [
  { name: 'home', path: '/', full: true },
  { name: 'home-playing', path: '/', prepare: playFirst },
  { name: 'station', path: '/stations/mehfil', prepare: playFirst, full: true },
  { name: 'yours', path: '/yours' },
  { name: 'missing', path: '/stations/none' },
  {
    name: 'player',
    path: '/stations/mehfil',
    prepare: async (page) => {
      await playFirst(page);
      await page.keyboard.press('f');
      await page.waitForTimeout(400);
    },
  },
  { name: 'settings', path: '/', prepare: (page) => page.locator('header button').last().click() },
];
