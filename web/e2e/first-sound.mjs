// Milliseconds from pressing play to sound, on a running server: node e2e/first-sound.mjs URL [runs]
import { launch, withPrefs } from './browser.mjs';
import { firstSound } from './sound.mjs';

const url = process.argv[2] ?? 'http://localhost:8080';
const runs = Number(process.argv[3] ?? 7);
const browser = await launch();
for (const quality of ['auto', 'saver']) {
  const times = [];
  for (let run = 0; run < runs; run++) {
    const context = await browser.newContext();
    await withPrefs(context, { lang: 'en', quality });
    times.push(Math.round(await firstSound(await context.newPage(), url)));
    await context.close();
  }
  times.sort((left, right) => left - right);
  console.log(`${quality}: median ${times[Math.floor(runs / 2)]} ms of ${times.join(', ')}`);
}
await browser.close();
