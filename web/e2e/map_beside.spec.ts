import { expect, test, type Browser, type Page } from '@playwright/test';
import type { MapDocument } from '../src/features/maps/engine/fields';
import { loaded, passesAxeInEveryLook } from './axe';
import { MapServer } from './fixtures/map_server';
import { buyingMap, hugeMap, laneId, stepId } from './fixtures/maps.mjs';

const grid = (page: Page) => page.getByRole('grid', { name: 'Journey map' });
const place = (page: Page, lane: number, step: number) => page.locator(`#p-${lane + 2}-${step}`);
const panel = (page: Page, name: 'Comments' | 'Versions') => page.getByRole('complementary', { name });
const card = (page: Page, text: string) => page.locator('[data-card]', { hasText: text });
const thread = (page: Page, text: string) => panel(page, 'Comments').getByRole('listitem').filter({ hasText: text });

async function open(page: Page, how = '', { document = buyingMap() as object, mayWrite = true, before = (_: MapServer) => {} } = {}) {
  const server = new MapServer(document as MapDocument);
  before(server);
  await server.join(page, 'Deniz Acar', { mayWrite });
  await page.goto(`/journeys/maps/map_buying${how}`);
  await expect(grid(page)).toBeVisible();
  return server;
}

async function joined(browser: Browser, server: MapServer, name: string, how = '') {
  const page = await (await browser.newContext({ baseURL: test.info().project.use.baseURL })).newPage();
  await server.join(page, name);
  await page.goto(`/journeys/maps/map_buying${how}`);
  await expect(grid(page)).toBeVisible();
  return page;
}

const aylin = { id: 'u_Aylin Bayrak', name: 'Aylin Bayrak' };
const cellWith = (server: MapServer, text: string) => Object.entries({ ...server.map.document.cells, ...server.map.document.pains }).find(([, thing]) => thing.text === text)?.[0] ?? '';

test('one comments on a card by keys, mentions somebody, who sees it at once, replies and resolves', async ({ page, browser }) => {
  const server = await open(page);
  const other = await joined(browser, server, 'Aylin Bayrak');
  await card(page, 'Keep the address').click();
  await page.keyboard.press('Control+Alt+m');
  const box = panel(page, 'Comments').getByRole('textbox', { name: 'Comment on Keep the address' });
  await expect(box).toBeFocused();
  await page.keyboard.type('Who has tried this, @ay');
  await expect(page.getByRole('option', { name: 'Aylin Bayrak' })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await page.keyboard.type('or @');
  await expect(page.getByRole('option')).toHaveCount(5);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Backspace');
  await page.keyboard.type('you?');
  await page.keyboard.press('Control+Enter');
  await expect(thread(page, 'Who has tried this')).toBeVisible();
  expect(server.talk.comments[0]).toMatchObject({ text: 'Who has tried this, @Aylin Bayrak or you?', mentions: [aylin.id], in: 'cells', thing: cellWith(server, 'Keep the address') });
  await expect(page).toHaveURL(/comment=com_/);

  const mark = card(other, 'Keep the address').getByRole('button', { name: '1 open comment' });
  await expect(mark).toBeVisible();
  await expect(other.getByRole('button', { name: /^Comments 1/ })).toBeVisible();
  await mark.click();
  const there = thread(other, 'Who has tried this');
  await expect(there.locator('mark')).toHaveText('@Aylin Bayrak');
  await there.getByRole('textbox', { name: 'Reply to Deniz Acar' }).fill('We did, in May.\nIt helped.');
  await there.getByRole('button', { name: 'Reply', exact: true }).click();
  await expect(thread(page, 'It helped.')).toBeVisible();
  await there.getByRole('button', { name: /^Resolve/ }).click();
  await expect(card(page, 'Keep the address').getByRole('button', { name: /open comment/ })).toHaveCount(0);
  await panel(page, 'Comments').getByText('Resolved', { exact: true }).click();
  await expect(thread(page, 'Resolved by Aylin Bayrak')).toBeVisible();
  await thread(page, 'It helped.').getByRole('button', { name: /^Open again/ }).click();
  await expect(card(page, 'Keep the address').getByRole('button', { name: '1 open comment' })).toBeVisible();
  await other.context().close();
});

test('a comment is edited and removed by who said it alone, and what is half written is not lost', async ({ page }) => {
  const server = await open(page, '?panel=comments', { before: (made) => void made.talk.say(aylin, 'Is this still so?', { in: 'steps', thing: stepId(4) }) });
  await expect(thread(page, 'Is this still so?').getByRole('button', { name: /More about the comment/ })).toHaveCount(0);
  await place(page, -1, 3).click();
  const box = panel(page, 'Comments').getByRole('textbox', { name: 'Comment on Gives an address' });
  await box.fill('Eleven fields');
  await place(page, -1, 4).click();
  await expect(box).toHaveValue('Eleven fields');
  await page.getByRole('button', { name: 'Close: comments' }).click();
  await page.reload();
  await page.getByRole('button', { name: /^Comments/ }).click();
  await expect(box).toHaveValue('Eleven fields');
  server.talk.failures = 1;
  await panel(page, 'Comments').getByRole('button', { name: 'Comment', exact: true }).click();
  await expect(panel(page, 'Comments').getByRole('alert')).toContainText('It was not said');
  await panel(page, 'Comments').getByRole('button', { name: 'Comment', exact: true }).click();
  await expect(thread(page, 'Eleven fields')).toBeVisible();
  expect(server.talk.comments.map(({ text, thing }) => [text, thing])).toEqual([['Is this still so?', stepId(4)], ['Eleven fields', stepId(3)]]);
  const more = thread(page, 'Eleven fields').getByRole('button', { name: /More about the comment/ });
  await more.click();
  await page.getByRole('menuitem', { name: 'Edit' }).click();
  const edit = panel(page, 'Comments').getByRole('textbox', { name: 'Edit the comment' });
  await expect(edit).toHaveValue('Eleven fields');
  await edit.fill('Twelve fields');
  await panel(page, 'Comments').getByRole('button', { name: 'Save' }).click();
  await expect(thread(page, 'Twelve fields')).toContainText('edited');
  await thread(page, 'Twelve fields').getByRole('button', { name: /More about the comment/ }).click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await page.getByRole('alertdialog', { name: 'Remove the comment' }).getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(thread(page, 'Twelve fields')).toHaveCount(0);
  expect(server.talk.comments).toHaveLength(1);
});

test('a link leads to a comment and its place; one on something removed is still read; mine, and what is new', async ({ page }) => {
  const server = await open(page, '', {
    before: (made) => {
      made.talk.say(aylin, 'Far away @Deniz Acar', { in: 'pains', thing: cellWith(made, 'Leaflet in tiny type'), mentions: ['u_Deniz Acar'] });
      made.talk.say(aylin, 'About all of it');
    },
  });
  await page.goto('/journeys/mentions');
  await page.getByRole('list', { name: 'Mentions' }).getByRole('link', { name: /Far away/ }).click();
  await expect(thread(page, 'Far away')).toHaveAttribute('aria-current', 'true');
  await expect(place(page, 3, 6)).toHaveAttribute('aria-selected', 'true');
  await expect(page).toHaveURL(new RegExp(`at=${laneId(3)}.${stepId(6)}`));
  await panel(page, 'Comments').getByText('Mine').click();
  await expect(panel(page, 'Comments').getByRole('article')).toHaveCount(1);
  await expect(page).toHaveURL(/comments=mine/);
  await page.getByRole('button', { name: 'Close: comments' }).click();
  server.talk.say(aylin, 'One more thing', { in: 'lanes', thing: laneId(0) });
  await expect(page.getByRole('img', { name: 'something new' })).toBeVisible();
  server.map.send({ client: 'other', number: 1, base: server.map.revision, operations: [{ op: 'remove', in: 'lanes', id: laneId(0) }] });
  await expect(page.getByRole('rowheader', { name: /Thinks/ })).toHaveCount(0);
  await page.getByRole('button', { name: /^Comments/ }).click();
  await panel(page, 'Comments').getByText('Open', { exact: false }).first().click();
  await expect(thread(page, 'One more thing')).toContainText('removed');
  await expect(thread(page, 'One more thing')).toContainText('Thinks');
  await expect(thread(page, 'One more thing')).toContainText('new');
  await expect(page.getByRole('img', { name: 'something new' })).toHaveCount(0);
});

test('viewers comment too; hostile and endless text is shown as it is written', async ({ page }) => {
  const bad = '<img src=x onerror="window.hacked=1"> [x](javascript:window.hacked=1) @<b>';
  const server = await open(page, '?panel=comments', { mayWrite: false, before: (made) => void made.talk.say({ id: 'u_x', name: bad }, bad, { in: 'cells', thing: 'cel_000000000999' }) });
  await expect(thread(page, '<img src=x')).toContainText('something that is not on this map');
  const box = panel(page, 'Comments').getByRole('textbox', { name: 'Comment on this map' });
  await box.fill('x'.repeat(5_001));
  await expect(panel(page, 'Comments').getByText('1 bytes too long')).toBeVisible();
  await expect(panel(page, 'Comments').getByRole('button', { name: 'Comment', exact: true })).toBeDisabled();
  await box.fill('I only look');
  await box.press('Control+Enter');
  await expect(thread(page, 'I only look')).toBeVisible();
  expect(server.talk.comments).toHaveLength(2);
  expect(await page.evaluate(() => (window as never as { hacked?: number }).hacked)).toBeUndefined();
});

test('personas and links are spoken about too', async ({ page }) => {
  const document = buyingMap() as MapDocument;
  Object.assign(document.personas, { mpe_000000000001: { order: 'a0', persona: 'per_1' } });
  Object.assign(document.links, { lnk_000000000001: { from: stepId(4), to: stepId(2), kind: 'loop' } });
  const server = await open(page, '?panel=personas', { document, before: (made) => void made.talk.say(aylin, 'Does this happen?', { in: 'links', thing: 'lnk_000000000001' }) });
  await page.route('**/api/v1/personas', (route) => route.fulfill({ json: { items: [{ id: 'per_1', name: 'Maren', role: '', portrait: null, colour: 0, segment: null }], next_cursor: null } }));
  await page.reload();
  await page.getByRole('complementary', { name: 'Personas' }).getByRole('button', { name: /^Comment on/ }).click();
  await expect(panel(page, 'Comments').getByRole('textbox', { name: /^Comment on/ })).toBeFocused();
  await page.keyboard.type('Is she still so?');
  await page.keyboard.press('Control+Enter');
  await expect.poll(() => server.talk.comments.map(({ thing }) => thing)).toEqual(['lnk_000000000001', 'mpe_000000000001']);
  await thread(page, 'Does this happen?').getByRole('button', { name: /^Link Pays → Fills the cart/ }).click();
  await expect(page).toHaveURL(/link=lnk_0+1/);
  await expect(panel(page, 'Comments').getByRole('textbox', { name: 'Comment on Pays → Fills the cart' })).toBeVisible();
});

test('thousands of comments stay usable, and on a phone a place is shown instead of what covers it', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  let old = '';
  await open(page, '?panel=comments', {
    before: (made) => {
      for (let at = 0; at < 2_500; at += 1) {
        const { id } = made.talk.say(aylin, `Thought ${at}`, { in: 'steps', thing: stepId(at % 7) });
        if (at === 3) old = id;
      }
    },
  });
  await expect(panel(page, 'Comments').getByText('Open 2500')).toBeVisible();
  await panel(page, 'Comments').getByRole('button', { name: 'Show more of 2500' }).click();
  await expect(panel(page, 'Comments').getByRole('article')).toHaveCount(120);
  await page.goto(`/journeys/maps/map_buying?comment=${old}`);
  await expect(thread(page, 'Thought 3').first()).toHaveAttribute('aria-current', 'true');
  await thread(page, 'Thought 3').first().getByRole('button', { name: /Gives an address/ }).first().click();
  await expect(panel(page, 'Comments')).toHaveCount(0);
  await expect(place(page, -1, 3)).toBeInViewport();
});

const change = (server: MapServer, ...operations: Parameters<MapServer['map']['send']>[0]['operations']) =>
  server.map.send({ client: 'before', number: server.map.revision, base: server.map.revision, operations }, aylin);

function worked(server: MapServer): void {
  change(server, { op: 'edit', in: 'steps', id: stepId(4), field: 'note', edit: [-1, '4'] });
  change(server, { op: 'remove', in: 'steps', id: stepId(1) });
  change(server, { op: 'add', in: 'cells', id: 'cel_new000000000', value: { lane: laneId(7), step: stepId(0), order: 'b0', text: 'Price list' } });
}

test('a version is named, looked at, compared, and restored with a way back', async ({ page }) => {
  const server = await open(page, '?panel=versions', { before: worked });
  const versions = panel(page, 'Versions');
  await expect(versions.getByRole('listitem')).toHaveCount(4);
  await expect(versions.getByRole('listitem').first()).toContainText('Aylin Bayrak · 1 change');
  await versions.getByRole('button', { name: 'More about version 1' }).click();
  await page.getByRole('menuitem', { name: 'Name it' }).click();
  await versions.getByRole('textbox', { name: 'Name of version 1' }).fill('before the workshop');
  await versions.getByRole('textbox', { name: 'Note' }).fill('with everybody’s notes');
  await versions.getByRole('button', { name: 'Keep the name' }).click();
  await expect(versions.getByRole('button', { name: /before the workshop/ })).toContainText('with everybody’s notes');

  await versions.getByRole('button', { name: /before the workshop/ }).click();
  const bar = page.getByRole('region', { name: 'An earlier version' });
  await expect(bar).toContainText('Version 1 · before the workshop');
  await expect(page.getByRole('columnheader', { name: /Compares two models/ })).toBeVisible();
  await expect(page).toHaveURL(/version=1/);
  await place(page, 7, 0).click();
  await page.keyboard.type('No');
  await page.keyboard.press('Delete');
  expect(server.map.revision).toBe(4);

  await bar.getByRole('combobox', { name: 'Compare' }).click();
  await page.getByRole('option', { name: 'Compared with now' }).click();
  await expect(versions).toContainText('From version 1 · before the workshop to now');
  const words = versions.getByRole('region', { name: 'Changes in words' });
  await expect(words.getByRole('listitem')).toHaveCount(3);
  await expect(words).toContainText('note changed from ‘3 methods’ to ‘4 methods’');
  await expect(words.getByRole('listitem').filter({ hasText: 'Compares two models' })).toContainText(/removed.*with 8 things in it/);
  await expect(page.getByRole('columnheader', { name: /Compares two models/ })).toContainText('removed');
  await expect(page.getByRole('columnheader', { name: /Pays/ })).toContainText('changed');
  await expect(card(page, 'Price list')).toContainText('added');
  await page.keyboard.press('n');
  await expect(bar).toContainText('1 of 3');
  await expect(page.getByRole('columnheader', { name: /Compares two models/ })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('n');
  await page.keyboard.press('n');
  await expect(place(page, 7, 0)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('p');
  await expect(bar).toContainText('2 of 3');

  await bar.getByRole('button', { name: 'Restore' }).click();
  await expect(page.getByText('The map is as it was in version 1.')).toBeVisible();
  await expect(page.getByRole('columnheader', { name: /Compares two models/ })).toBeVisible();
  expect(server.map.revision).toBe(5);
  await page.getByRole('button', { name: 'Undo', exact: true }).last().click();
  await expect(page.getByRole('columnheader', { name: /Compares two models/ })).toHaveCount(0);
  await expect.poll(() => server.map.document.steps[stepId(4)]?.note).toBe('4 methods');
  await expect(card(page, 'Price list')).toBeVisible();
});

test('two revisions far apart in a huge map are compared, and what is not there is said', async ({ page }) => {
  const server = await open(page, '', { document: hugeMap() });
  const cells = Object.keys(server.map.document.cells);
  change(server, ...cells.slice(0, 4_000).map((id) => ({ op: 'set' as const, in: 'cells' as const, id, field: 'evidence', value: 'measured' })));
  await page.goto('/journeys/maps/map_buying?panel=versions&version=1&against=now');
  await expect(panel(page, 'Versions')).toContainText(/3[ ,\u202f ]?\d{3} changes|4[ ,\u202f ]?000 changes/);
  await expect(panel(page, 'Versions').getByRole('listitem').first()).toBeVisible();
  expect(await panel(page, 'Versions').getByRole('listitem').count()).toBeLessThan(60);
  await page.keyboard.press('p');
  await expect(page.getByRole('region', { name: 'An earlier version' })).toContainText('4000 of 4000');
  await page.goto('/journeys/maps/map_buying?version=99');
  await expect(page.getByRole('region', { name: 'An earlier version' }).getByRole('alert')).toContainText('no such revision');
  await page.getByRole('button', { name: 'Back to now' }).click();
  await expect(page.getByText('all changes saved')).toBeVisible();
});

test('who is here is listed with what they do, and followed until one moves oneself', async ({ page, browser }) => {
  const server = await open(page);
  const other = await joined(browser, server, 'Aylin Bayrak');
  for (const name of ['Bo Ek', 'Cy Li', 'Di Roy', 'Ed Fox', 'Flo Ray']) await server.visit(name, {});
  await place(other, 7, 4).click();
  await other.keyboard.press('Enter');
  const faces = page.getByRole('button', { name: 'Also here: 6 people' });
  await faces.click();
  const people = page.getByRole('list', { name: 'Also here' });
  await expect(people.getByRole('button', { name: /Aylin Bayrak/ })).toContainText('writes in ‘Back stage’ at ‘Pays’');
  await expect(people.getByRole('button', { name: /Bo Ek/ })).toContainText('looks around');
  await people.getByRole('button', { name: /Aylin Bayrak/ }).click();
  await expect(page.getByText('Following Aylin Bayrak')).toBeVisible();
  await expect(place(page, 7, 4)).toHaveAttribute('aria-selected', 'true');
  await other.keyboard.press('Escape');
  await place(other, 0, 2).click();
  await expect(place(page, 0, 2)).toHaveAttribute('aria-selected', 'true');
  await grid(page).focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByText('Following Aylin Bayrak')).toHaveCount(0);
  await place(other, 7, 1).click();
  await expect(place(page, 0, 3)).toHaveAttribute('aria-selected', 'true');
  for (const name of ['Bo Ek', 'Cy Li', 'Di Roy', 'Ed Fox', 'Flo Ray']) await server.visit(name, null);
  await expect(page.getByRole('button', { name: 'Also here: 1 person' })).toBeVisible();
  await other.context().close();
});

test('Back from a map leads to the list as it was, whatever was done on the map', async ({ page }) => {
  const server = new MapServer(buyingMap() as MapDocument);
  await server.join(page);
  await page.goto('/journeys');
  await page.getByRole('textbox', { name: 'Find a map' }).fill('phone');
  await expect(page).toHaveURL(/q=phone/);
  await page.getByRole('link', { name: 'Buying on the phone' }).click();
  await place(page, 3, 4).click();
  await page.getByRole('button', { name: 'Larger' }).click();
  await page.getByRole('button', { name: 'Versions' }).click();
  await panel(page, 'Versions').getByRole('listitem').getByRole('button').first().click();
  await page.getByRole('button', { name: 'Back to now' }).click();
  await page.getByRole('button', { name: /^Comments/ }).click();
  await place(page, 6, 1).click();
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1, name: 'Journeys' })).toBeVisible();
  await expect(page).toHaveURL(/q=phone/);
  await page.goForward();
  await expect(grid(page)).toBeVisible();
  await expect(panel(page, 'Comments')).toBeVisible();
});

test('passes axe: comments, versions, a comparison, who is here', async ({ page }) => {
  const server = await open(page, `?panel=comments&at=${laneId(4)}.${stepId(3)}`, {
    before: (made) => {
      worked(made);
      const first = made.talk.say(aylin, 'Who has tried this, @Deniz Acar?', { in: 'cells', thing: cellWith(made, 'Keep the address'), mentions: ['u_Deniz Acar'] });
      made.talk.say({ id: 'u_Deniz Acar', name: 'Deniz Acar' }, 'We did, in May.', { parent: first.id, in: first.in, thing: first.thing });
      made.talk.say(aylin, 'Is this still so?', { in: 'steps', thing: stepId(4) });
      made.talk.say(aylin, 'And who owns it?', { in: 'lanes', thing: laneId(4) });
      made.talk.say(aylin, 'About the stage', { in: 'stages', thing: 'stg_000000000001' });
    },
  });
  await passesAxeInEveryLook(page, { open: () => expect(thread(page, 'Is this still so?')).toBeVisible() });
  await page.goto('/journeys/mentions');
  await passesAxeInEveryLook(page, { open: () => expect(page.getByRole('list', { name: 'Mentions' })).toBeVisible() });
  await page.goto('/journeys/maps/map_buying?panel=versions');
  await passesAxeInEveryLook(page, { open: () => loaded(page) });
  await page.goto('/journeys/maps/map_buying?panel=versions&version=1&against=now');
  await passesAxeInEveryLook(page, { open: () => expect(panel(page, 'Versions').getByRole('listitem').first()).toBeVisible() });
  await page.goto('/journeys/maps/map_buying');
  await expect(page.getByText('all changes saved')).toBeVisible();
  for (const name of ['Bo Ek', 'Cy Li', 'Di Roy', 'Ed Fox', 'Flo Ray', 'Gus Ott', 'Hal Sun', 'Ida Wu']) await server.visit(name, { id: stepId(2) });
  await page.getByRole('button', { name: 'Also here: 8 people' }).click();
  await page.getByRole('list', { name: 'Also here' }).getByRole('button', { name: /Bo Ek/ }).click();
  await page.getByRole('button', { name: 'Also here: 8 people' }).click();
  await passesAxeInEveryLook(page, { open: () => expect(page.getByRole('list', { name: 'Also here' })).toBeVisible() });
});
