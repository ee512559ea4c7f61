import { accessible, check, fits, until } from '../assert.mjs';
import { signIn } from '../screens.mjs';

const rules = (page) => page.getByRole('region', { name: 'Synonyms and pins' });
const save = (page) => rules(page).getByRole('button', { name: 'Save' });
const thenHits = (page) =>
  rules(page)
    .locator('section', { has: page.getByText('After saving') })
    .locator('li');

async function opened(page, url) {
  await page.goto(`${url}/studio/mehfil/searches`);
  await rules(page).getByLabel('Words, separated by commas').waitFor();
}

async function addGroup(page, texts) {
  await rules(page).getByLabel('Words, separated by commas').fill(texts);
  await rules(page).getByRole('button', { name: 'Add', exact: true }).click();
}

/** Saves as somebody else would, in the same moment. */
async function saveElsewhere(page, group) {
  await page.evaluate(async (texts) => {
    const path = '/api/v1/search/rules';
    const kept = await (await fetch(path)).json();
    const body = JSON.stringify({ ...kept, synonyms: [...kept.synonyms, { texts }] });
    const answer = await fetch(path, {
      method: 'PUT',
      headers: { 'X-Awaz': '1', 'Content-Type': 'application/json' },
      body,
    });
    if (!answer.ok) throw new Error(`saving elsewhere answered ${answer.status}`);
  }, group);
}

const LIST = [
  {
    name: 'synonyms and pins are tried before they are saved',
    async run({ page, url }) {
      await opened(page, url);
      await addGroup(page, 'lonely');
      await rules(page).getByText('Write at least two').waitFor();
      await addGroup(page, 'lahori raat, محفل، mehfil');
      await rules(page).getByText('Not saved yet').waitFor();
      await rules(page).getByLabel('Try a query').fill('lahori raat');
      await rules(page).getByText('Finds nothing').waitFor();
      await thenHits(page).first().waitFor();
      await rules(page).getByLabel('Find something else to pin').fill('jugni');
      const pin = rules(page)
        .getByRole('button', { name: /^Pin: / })
        .last();
      const wanted = (await pin.getAttribute('aria-label')).replace('Pin: ', '');
      await pin.click();
      await rules(page)
        .getByRole('button', { name: `Unpin: ${wanted}` })
        .first()
        .waitFor();
      await until(
        page,
        'the pin on top',
        (title) => document.querySelector('main h3 + ol li .text-saffron ~ span')?.textContent.includes(title),
        wanted,
      );
      await accessible(page, 'rules in the making');
      await fits(page, 'rules in the making');
      await save(page).click();
      await page.getByText('Saved').first().waitFor();
      await page.reload();
      await rules(page).getByText('lahori raat').first().waitFor();
      check((await rules(page).getByText('Not saved yet').count()) === 0, 'a saved rule is called unsaved');
    },
  },
  {
    name: 'rules of two people who save at once are both kept',
    async run({ page, url }) {
      await opened(page, url);
      await addGroup(page, 'mine, apna');
      await saveElsewhere(page, ['theirs', 'paraya']);
      await save(page).click();
      await page.getByText('Somebody else changed them meanwhile').waitFor();
      for (const text of ['apna', 'paraya']) await rules(page).getByText(text, { exact: true }).waitFor();
      await save(page).click();
      await page.getByText('Saved').first().waitFor();
      await page.reload();
      for (const text of ['apna', 'paraya']) await rules(page).getByText(text, { exact: true }).waitFor();
    },
  },
  {
    name: 'the index is made anew by a button',
    async run({ page, url }) {
      await opened(page, url);
      await rules(page).getByRole('button', { name: 'Make the index anew' }).click();
      await page.getByText('The index is being made anew').waitFor();
    },
  },
  {
    name: 'those who do not run the server see no rules',
    async run({ page, url, context }) {
      await context.route('**/api/v1/me', async (route) => {
        const answer = await route.fetch();
        await route.fulfill({ response: answer, json: { ...(await answer.json()), role: 'member' } });
      });
      await page.goto(`${url}/studio/mehfil/searches`);
      await page.getByText('heer waris shah').waitFor();
      check((await rules(page).count()) === 0, 'rules are shown to a member');
    },
  },
];

export const stories = LIST.map((story) => ({
  mockOnly: true,
  ...story,
  run: async (tools) => {
    await signIn(tools.context, tools.url, tools.real);
    await story.run(tools);
  },
}));
