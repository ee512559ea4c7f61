import { check } from '../assert.mjs';
import { signIn } from '../screens.mjs';

const fill = (page, name, value) => page.locator(`main [name=${name}]`).fill(value);
const submit = (page) => page.locator('main form button[type=submit]').first().click();

export const stories = [
  {
    name: 'account: somebody signs up and is sent a letter',
    mockOnly: true,
    async run({ page, url }) {
      await page.goto(`${url}/sign-up`);
      await fill(page, 'name', 'ثمینہ');
      await fill(page, 'email', 'samina@example.pk');
      await fill(page, 'password', 'چار سمتوں کی ہوا');
      await submit(page);
      await page.getByRole('heading', { name: 'Look into your post box' }).waitFor();
      await page.getByText('samina@example.pk').waitFor();
    },
  },
  {
    name: 'account: a link of a letter works once, and only when it is pressed',
    mockOnly: true,
    async run({ page, url }) {
      const posts = [];
      page.on('request', (request) => request.method() === 'POST' && posts.push(request.url()));
      await page.goto(`${url}/confirm#awl_once`);
      await page.getByRole('button', { name: 'Confirm your address' }).waitFor();
      check(!posts.some((path) => path.includes('/auth/')), 'opening the page used the link up');
      await submit(page);
      await page.getByRole('heading', { name: 'Your address is confirmed.' }).waitFor();
      await page.goto(`${url}/`);
      await page.goto(`${url}/confirm#awl_once`);
      await submit(page);
      await page.getByRole('heading', { name: 'This link was used already' }).waitFor();
    },
  },
  {
    name: 'account: a forgotten password is set anew',
    mockOnly: true,
    async run({ page, url }) {
      await page.goto(`${url}/sign-in`);
      await page.getByRole('link', { name: 'Forgot your password?' }).click();
      await fill(page, 'email', 'samina@example.pk');
      await submit(page);
      await page.getByRole('heading', { name: 'Look into your post box' }).waitFor();
      await page.goto(`${url}/reset-password#awl_reset`);
      await fill(page, 'password', 'a phrase of four words');
      await submit(page);
      await page.getByRole('heading', { name: 'Your new password is set.' }).waitFor();
    },
  },
  {
    name: 'account: other devices are signed out, and a wrong password is told at its box',
    mockOnly: true,
    async run({ page, url, context }) {
      await signIn(context, url, false);
      await page.goto(`${url}/account`);
      await page.getByText('Chrome · Android').waitFor();
      await page.getByRole('button', { name: 'Sign out everywhere else' }).click();
      await page.getByText('Chrome · Android').waitFor({ state: 'detached' });
      check(await page.getByText('This device').isVisible(), 'this device is gone too');
      const form = page.locator('form', { has: page.locator('[name=new]') });
      await form.locator('[name=proof]').fill('wrong');
      await form.locator('[name=new]').fill('a phrase of four words');
      await form.locator('button').click();
      await page.getByRole('alert').filter({ hasText: 'The password is wrong.' }).waitFor();
      await form.locator('[name=proof]').fill('correct horse battery');
      await form.locator('button').click();
      await page.getByText('The password is changed.').waitFor();
    },
  },
  {
    name: 'account: a key is shown once',
    mockOnly: true,
    async run({ page, url, context }) {
      await signIn(context, url, false);
      await page.goto(`${url}/account`);
      const form = page.locator('form').last();
      await form.locator('[name=name]').fill('panel');
      await form.locator('button').click();
      await page.getByText('awz_').waitFor();
      await page.reload();
      await page.getByText('…mN4p').waitFor();
      check((await page.getByText('awz_').count()) === 0, 'the key is shown again');
    },
  },
  {
    name: 'account: a second factor is turned on with its first code, and off again',
    mockOnly: true,
    async run({ page, url, context }) {
      await signIn(context, url, false);
      await page.goto(`${url}/account`);
      const panel = page.locator('section', { has: page.getByRole('heading', { name: 'Second factor' }) });
      await panel.locator('[name=proof]').fill('correct horse battery');
      await panel.getByRole('button', { name: 'Turn it on' }).click();
      await panel.getByRole('img').waitFor();
      await panel.locator('[name=code]').fill('000000');
      await panel.getByRole('button', { name: 'Turn it on' }).click();
      await panel.getByRole('alert').waitFor();
      await panel.locator('[name=code]').fill('123456');
      await panel.getByRole('button', { name: 'Turn it on' }).click();
      await panel.getByText('Keep these codes').waitFor();
      check((await panel.locator('li code').count()) === 10, 'not ten codes');
      await panel.locator('[name=proof]').fill('correct horse battery');
      await panel.locator('[name=code]').fill('123456');
      await panel.getByRole('button', { name: 'Turn it off' }).click();
      await panel.getByRole('button', { name: 'Turn it on' }).waitFor();
    },
  },
];
