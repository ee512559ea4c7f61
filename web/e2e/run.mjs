// Small end-to-end runner: every file in tests/ exports stories; each gets a fresh browser context.
// AWAZ_E2E_URL points at a real server; without it the mock server is started.
// `--real` keeps the stories that every server must tell and wants AWAZ_E2E_URL; any other word filters by name.
import { readdirSync } from 'node:fs';
import { launch, withPrefs } from './browser.mjs';
import { startMock } from './mock/server.mjs';

const onlyReal = process.argv.includes('--real');
const filter = process.argv.slice(2).find((word) => !word.startsWith('--')) ?? '';
const real = process.env.AWAZ_E2E_URL?.replace(/\/$/, '');
if (onlyReal && !real) {
  console.error('--real needs AWAZ_E2E_URL, the address of a running server');
  process.exit(2);
}
const server = real ? { url: real, stop: () => undefined } : await startMock();
const browser = await launch();
let failed = 0;
let passed = 0;

async function run(story) {
  const context = await browser.newContext({
    viewport: story.viewport ?? { width: 390, height: 844 },
    serviceWorkers: story.worker ? 'allow' : 'block',
  });
  await withPrefs(context, { lang: 'en', ...story.prefs });
  const page = await context.newPage();
  const faults = [];
  page.on('pageerror', (error) => faults.push(error.message));
  const outside = [];
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(server.url) && !/^(data|blob|about|ws):/.test(url)) outside.push(url);
  });
  const started = Date.now();
  try {
    await story.run({ page, url: server.url, context, real: Boolean(real) });
    if (faults.length > 0) throw new Error(`page errors: ${faults.join('; ')}`);
    if (outside.length > 0) throw new Error(`third parties asked: ${outside.join(', ')}`);
    passed += 1;
    console.log(`ok   ${story.name} (${Date.now() - started} ms)`);
  } catch (error) {
    failed += 1;
    console.log(
      `FAIL ${story.name}\n     ${String(error.stack ?? error)
        .split('\n')
        .slice(0, 12)
        .join('\n     ')}`,
    );
  }
  await context.close();
}

for (const file of readdirSync(new URL('./tests/', import.meta.url)).sort()) {
  const { stories } = await import(`./tests/${file}`);
  for (const story of stories) {
    if (!story.name.includes(filter) || (real && story.mockOnly) || (onlyReal && !story.real)) continue;
    await run(story);
  }
}
await browser.close();
server.stop();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);
