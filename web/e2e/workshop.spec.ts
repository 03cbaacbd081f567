import { expect, test, type Page } from '@playwright/test';
import { loaded, passesAxeInEveryLook } from './axe';
import { WorkshopServer } from './fixtures/workshop_server';

const phone = { width: 390, height: 844 };
const lead = '/journeys/workshops/wsh_1';

async function phoneOf(page: Page, server: WorkshopServer, name: string): Promise<Page> {
  const context = await page.context().browser()?.newContext({ viewport: phone, baseURL: new URL(page.url()).origin });
  const made = await context?.newPage();
  if (!made) throw new Error('There is no browser.');
  await server.open(made, name);
  return made;
}

async function write(page: Page, text: string): Promise<void> {
  await page.getByLabel('New note').fill(text);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('list', { name: 'Notes' }).getByText(text, { exact: true })).toBeVisible();
}

const board = (page: Page) => page.getByRole('group', { name: 'Board' });

test('a facilitator and two phones draw a journey together', async ({ page }) => {
  const server = new WorkshopServer();
  await server.open(page);
  await page.goto(lead);
  await page.getByRole('button', { name: 'Invite people' }).click();
  await expect(page.getByRole('img', { name: /QR code of .*\/workshop\/a-long-token/ })).toBeVisible();
  await expect(page.getByLabel('Code K 7 M 4 Q X')).toBeVisible();

  const ann = await phoneOf(page, server, 'Ann');
  await ann.goto('/workshop');
  await ann.getByLabel('Code').fill('k7m 4qx');
  await ann.getByLabel('Your name, if you like').fill('Ann');
  await ann.getByRole('button', { name: 'Join' }).click();
  await expect(ann.getByRole('heading', { name: 'You are in, Ann' })).toBeVisible();
  const bob = await phoneOf(page, server, 'Bob');
  await bob.goto('/workshop/a-long-token-that-nobody-guesses-0123456789');
  await bob.getByRole('button', { name: 'Join' }).click();
  await expect(page.getByRole('heading', { name: '2 people here' })).toBeVisible();

  await page.getByRole('button', { name: 'Start the workshop' }).click();
  await expect(ann.getByRole('heading', { name: 'Actions' })).toBeVisible();
  await expect(ann.getByRole('timer')).toHaveText(/^(10:00|9:5\d)$/);
  await write(ann, 'Compares phones');
  await write(ann, 'Looks at <b>prices</b>');
  await write(bob, 'Reads reviews');
  await expect(bob.getByText('Looks at <b>prices</b>')).toBeVisible();

  // Two of them are one step, by keys alone.
  for (const name of ['Compares phones', 'Reads reviews']) {
    await board(page).getByRole('button', { name, exact: true }).focus();
    await page.keyboard.press('Space');
  }
  await page.keyboard.press('g');
  const name = page.getByRole('textbox', { name: 'Name of the group' });
  await name.fill('Compares');
  await name.press('Enter');
  await expect(ann.getByText('Compares', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Make steps of the actions' }).click();
  await expect(page.getByLabel('Step 1', { exact: true })).toHaveValue('Compares');

  // Hidden until revealed; a phone in a lift loses nothing.
  await page.getByRole('button', { name: 'Next: Pain points' }).click();
  await expect(bob.getByRole('heading', { name: 'Pain points' })).toBeVisible();
  await server.connect(bob, false);
  await bob.getByLabel('New note').fill('Too many models');
  await bob.keyboard.press('Enter');
  await expect(bob.getByText(/No connection.*one thing waits/)).toBeVisible();
  await write(ann, 'No stock');
  await expect(page.getByText('1 note hidden until you reveal them')).toBeVisible();
  await expect(board(page).getByText('No stock')).toHaveCount(0);
  await bob.reload().catch(() => undefined);
  await server.connect(bob, true);
  await bob.goto('/workshop/in');
  await expect(page.getByText('2 notes hidden until you reveal them')).toBeVisible();
  await page.getByRole('button', { name: 'Open the votes' }).click();
  await ann.getByRole('button', { name: 'One vote more for Too many models' }).click();
  await ann.getByRole('button', { name: 'One vote more for Too many models' }).click();
  await expect(ann.getByText('1 of 3 votes left')).toBeVisible();
  await expect(page.getByText(/2 votes cast/)).toBeVisible();
  await page.getByRole('button', { name: 'Close the votes' }).click();
  await expect(board(page).getByText('2 votes')).toBeVisible();

  await page.getByRole('button', { name: 'Next: Sentiment line' }).click();
  await ann.getByRole('group', { name: 'Compares' }).getByRole('radio', { name: 'very bad' }).check();
  await bob.getByRole('group', { name: 'Compares' }).getByRole('radio', { name: 'good', exact: true }).check();
  await expect(page.getByRole('list', { name: 'Who has placed a value' }).getByText('2 people')).toBeVisible();
  await page.getByRole('button', { name: 'Reveal' }).click();
  await expect(page.getByRole('img', { name: /Sentiment line\. Compares: \+1/ })).toBeVisible();

  await page.getByRole('button', { name: 'Next: Next steps' }).click();
  await ann.getByLabel('Who').fill('Olu');
  await ann.getByLabel('By when').fill('2026-12-01');
  await write(ann, 'Fewer models on the first page');
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(ann.getByText(/^Paused/)).toBeVisible();
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByRole('button', { name: 'End the workshop' }).click();
  await page.getByRole('button', { name: 'End it' }).click();
  await expect(bob.getByRole('heading', { name: 'The workshop has ended' })).toBeVisible();
  await page.getByRole('button', { name: 'Put on the map' }).click();
  await expect(page.getByText('The map has what the workshop found.')).toBeVisible();
  await page.getByRole('link', { name: 'Summary' }).click();
  await expect(page.getByRole('cell', { name: 'Olu' })).toBeVisible();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Markdown' }).click();
  expect((await download).suggestedFilename()).toBe('buying-on-the-phone.md');
});

test('what is wrong with a link or a code is said, and the way out', async ({ page }) => {
  const server = new WorkshopServer();
  await server.open(page, 'Ann');
  server.refuse = { status: 404, detail: 'This link opens no workshop any more.', hint: 'Ask whoever invited you for a new one.' };
  await page.goto('/workshop/old');
  await page.getByRole('button', { name: 'Join' }).click();
  await expect(page.getByRole('alert')).toHaveText('This link opens no workshop any more. Ask whoever invited you for a new one.');
  server.refuse = { status: 413, detail: 'This workshop is full.' };
  await page.getByRole('button', { name: 'Join' }).click();
  await expect(page.getByRole('alert')).toHaveText(/This workshop is full/);
  server.refuse = { status: 401, detail: 'Join a workshop first.' };
  await page.goto('/workshop/in');
  await expect(page.getByRole('heading', { name: 'You are in no workshop' })).toBeVisible();
  await page.getByRole('link', { name: 'Type a code' }).click();
  await expect(page.getByRole('button', { name: 'Join' })).toBeDisabled();
});

test('is planned: plays are added, moved and worded', async ({ page }) => {
  const server = new WorkshopServer();
  await server.open(page);
  await page.goto('/journeys/workshops');
  await page.getByRole('link', { name: 'Buying on the phone' }).click();
  await page.getByRole('button', { name: 'Actions later' }).click();
  await expect(page.getByRole('list', { name: 'Plays' }).getByRole('listitem').first()).toContainText('Pain points');
  await page.getByLabel('Title', { exact: true }).fill('Buying again');
  await expect.poll(() => server.title).toBe('Buying again');
  await expect(page.getByText('All changes saved')).toBeVisible();
});

/** A room that has written a lot, some of it hostile. */
function full(at: number): WorkshopServer {
  const server = new WorkshopServer();
  server.steps = ['Looks', 'Compares', 'Asks a friend', 'Pays', 'Waits', 'Unpacks'].map((title, index) => ({ id: `stp_${index}`, title, stage: index < 3 ? 'stg_before' : 'stg_during' }));
  const words = ['Card refused without a reason', 'The <script>alert(1)</script> form forgets everything that was typed when one goes back', 'Nobody answers', 'Averylongwordwithoutanyspacethatwouldotherwisebreakthelayoutofthewholeboard', 'Too many models'];
  server.notes = Array.from({ length: 40 }, (_, index) => ({
    id: `not_${index}`, play: 'pla_pains', area: 'pain', column: `stp_${index % 6}`, text: words[index % words.length] ?? '', who: '', by: '', group: index % 9 === 0 ? 'grp_1' : null, place: index, mine: false, author: index % 2 === 0 ? 'author 0' : 'other',
  }));
  server.groups = [{ id: 'grp_1', play: 'pla_pains', area: 'pain', column: 'stp_0', name: 'Waiting', place: 1 }];
  server.steps.forEach((step, index) => server.values.set(`author 0 ${step.id}`, (index % 5) - 2));
  server.votes.set('author 0 not_1', { play: 'pla_pains', count: 3 });
  for (const play of server.agenda) play.revealed = true;
  server.invitation = { token: 'a-long-token-that-nobody-guesses-0123456789', code: 'K7M4QX', until: '2026-11-24T08:00:00Z', open: true };
  [server.at, server.status, server.ends] = [at, 'running', Date.now() + 600_000];
  return server;
}

const screens: [string, string, () => WorkshopServer, string][] = [
  ['the list', '/journeys/workshops', () => full(1), ''],
  ['the plan', lead, () => new WorkshopServer(), ''],
  ['the board', `${lead}?side=invite`, () => full(1), ''],
  ['the line', lead, () => full(2), ''],
  ['the summary', `${lead}/summary`, () => full(3), ''],
  ['joining', '/workshop', () => new WorkshopServer(), 'Ann'],
  ['a phone that waits', '/workshop/in', () => new WorkshopServer(), 'Ann'],
  ['a phone that writes', '/workshop/in', () => full(1), 'Ann'],
  ['a phone that votes', '/workshop/in', () => Object.assign(full(1), { voting: true }), 'Ann'],
  ['a phone on the line', '/workshop/in', () => full(2), 'Ann'],
];

for (const [what, address, server, name] of screens) {
  test(`${what} passes axe in every look`, async ({ page }) => {
    await server().open(page, name);
    await passesAxeInEveryLook(page, { open: () => page.goto(address), settled: () => loaded(page) });
  });
}
