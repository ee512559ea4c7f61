import { createRequire } from 'node:module';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

export function check(condition, text) {
  if (!condition) throw new Error(text);
}

/** Waits until a condition in the page holds. */
export async function until(page, text, condition, argument, timeout = 8000) {
  await page.waitForFunction(condition, argument, { timeout, polling: 100 }).catch(() => {
    throw new Error(`waited ${timeout} ms for: ${text}`);
  });
}

/** Fails with every WCAG 2.2 AA violation that axe finds. */
export async function accessible(page, where) {
  await page
    .addScriptTag({ path: AXE })
    .catch(async () => page.evaluate(await import('node:fs').then((fs) => fs.readFileSync(AXE, 'utf8'))));
  const result = await page.evaluate(() =>
    globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }),
  );
  const found = result.violations.map(
    (one) =>
      `${one.id}: ${one.nodes
        .slice(0, 3)
        .map((node) => `${node.target} ${node.any[0]?.message ?? ''}`)
        .join(' | ')}`,
  );
  check(found.length === 0, `${where}: ${found.join('\n       ')}`);
}

/** Nothing may be wider than the screen. */
export async function fits(page, where) {
  const wide = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.querySelectorAll('body *')]
      .filter((one) => one.getBoundingClientRect().width > width)
      .map((one) => one.className || one.tagName)
      .slice(0, 5);
  });
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  check(over <= 0, `${where} is ${over} px too wide: ${wide.join(' , ')}`);
}
