import { hasNoAxeViolations } from '../axe';
import { company, expect, notSignedIn, settled, test } from './real_test';

test('a room with two phones draws a map that opens in the editor', async ({ browser, page, signedIn, watch }) => {
  test.slow();
  watch.expected.push(notSignedIn);
  const { url } = company();
  await page.context().addCookies(signedIn.cookies);
  await page.goto(`${url}/journeys/workshops?new=true`);
  await page.getByLabel('Title').fill('Help with a broken router');
  await page.getByRole('radio', { name: /An hour · / }).check({ force: true });
  await page.getByRole('button', { name: 'Plan the workshop' }).click();
  await expect(page.getByRole('list', { name: 'Plays' }).getByRole('listitem')).toHaveCount(5);
  await page.getByRole('button', { name: 'Invite people' }).click();
  const code = ((await page.getByLabel(/^Code /).textContent()) ?? '').trim();
  expect(code.replaceAll(' ', '')).toMatch(/^[2-9A-Z]{6}$/);

  const phones = await Promise.all(
    ['Ann', ''].map(async (name) => {
      const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
      const phone = await context.newPage();
      await phone.goto(`${url}/workshop`);
      await phone.getByLabel('Code').fill(code.toLowerCase());
      await phone.getByLabel('Your name, if you like').fill(name);
      await phone.getByRole('button', { name: 'Join' }).click();
      await expect(phone.getByRole('heading', { name: /^You are in/ })).toBeVisible();
      return phone;
    }),
  );
  const [ann, bob] = phones as [(typeof phones)[number], (typeof phones)[number]];
  await expect(page.getByRole('heading', { name: '2 people here' })).toBeVisible();
  await page.getByRole('button', { name: 'Start the workshop' }).click();

  const write = async (phone: typeof ann, text: string) => {
    await phone.getByLabel('New note').fill(text);
    await phone.keyboard.press('Enter');
    await expect(phone.getByRole('list', { name: 'Notes' }).getByText(text, { exact: true })).toBeVisible();
  };
  await expect(ann.getByRole('heading', { name: 'Define scope and goal' })).toBeVisible();
  await write(ann, 'Know why people call twice');
  await page.getByRole('button', { name: 'Next: Actions' }).click();
  await write(ann, 'Calls the help desk');
  await write(bob, 'Restarts the router');
  await page.getByRole('button', { name: 'Next: Pain points' }).click();
  await expect(bob.getByRole('heading', { name: 'Pain points' })).toBeVisible();
  // What is written without a connection arrives when it is back.
  await bob.context().setOffline(true);
  await bob.getByLabel('New note').fill('Waits twenty minutes <script>alert(1)</script>');
  await bob.keyboard.press('Enter');
  await bob.context().setOffline(false);
  await expect(page.getByText('1 note hidden until you reveal them')).toBeVisible();
  await page.getByRole('button', { name: 'Open the votes' }).click();
  await ann.getByRole('button', { name: /One vote more for Waits twenty/ }).click();
  await expect(page.getByText(/1 vote cast/)).toBeVisible();
  await hasNoAxeViolations(ann, 'voting');
  await page.getByRole('button', { name: 'Close the votes' }).click();
  await page.getByRole('button', { name: 'Next: Sentiment line' }).click();
  await ann.getByRole('group', { name: 'Calls the help desk' }).getByRole('radio', { name: 'very bad' }).check();
  await bob.getByRole('group', { name: 'Calls the help desk' }).getByRole('radio', { name: 'neither' }).check();
  await page.getByRole('button', { name: 'Reveal' }).click();
  await expect(page.getByRole('img', { name: /Calls the help desk: −1, half from −1.5 to −0.5, 2 people/ })).toBeVisible();
  await page.getByRole('button', { name: 'Next: Next steps' }).click();
  await ann.getByLabel('Who').fill('Olu');
  await write(ann, 'Call back instead of queueing');
  await page.getByRole('button', { name: 'End the workshop' }).click();
  await page.getByRole('button', { name: 'End it' }).click();
  await expect(bob.getByRole('heading', { name: 'The workshop has ended' })).toBeVisible();
  await page.getByRole('button', { name: 'Put on the map' }).click();
  await expect(page.getByText('The map has what the workshop found.')).toBeVisible();
  await page.getByRole('link', { name: 'Summary' }).click();
  await settled(page);
  await expect(page.getByRole('cell', { name: 'Olu' })).toBeVisible();
  await hasNoAxeViolations(page, 'summary');
  await page.getByRole('link', { name: 'Open the map' }).click();
  await expect(page.getByText('Calls the help desk').first()).toBeVisible();
  await expect(page.getByText(/Waits twenty minutes <script>/).first()).toBeVisible();
  await expect(page.getByText(/Call back instead of queueing/).first()).toBeVisible();
});
