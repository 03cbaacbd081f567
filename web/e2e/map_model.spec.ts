import { expect, test, type Locator, type Page } from '@playwright/test';
import type { MapDocument } from '../src/features/maps/engine/fields';
import { passesAxeInEveryLook } from './axe';
import { openWorkspace, type Workspace } from './fixtures/map_model';
import { buyingMap, laneId, stepId } from './fixtures/maps.mjs';

const place = (page: Page, lane: number, step: number) => page.locator(`#p-${lane + 2}-${step}`);
const grid = (page: Page) => page.getByRole('grid', { name: 'Journey map' });
const panel = (page: Page, name: string) => page.getByRole('complementary', { name });
const saved = (page: Page) => expect(page.getByText('all changes saved')).toBeVisible();
const shown = <T extends { removed?: true }>(things: Record<string, T>) => Object.values(things).filter(({ removed }) => !removed);
const documentOf = ({ server }: Workspace): MapDocument => server.map.document;

test('personas are put on a map, made there, coloured and shown alone', async ({ page }) => {
  const workspace = await openWorkspace(page);
  await page.getByRole('button', { name: 'Add a persona' }).click();
  const side = panel(page, 'Personas');
  await side.getByRole('combobox', { name: 'Add a persona' }).click();
  await page.getByRole('option', { name: 'Maren Holt' }).click();
  await expect(page.getByRole('button', { name: /Maren Holt · 11,420 people/ })).toBeVisible();
  await side.getByLabel('Or make a new one').fill('<b>Olu</b>');
  await side.getByRole('button', { name: 'Make', exact: true }).click();
  await expect(side.getByRole('link', { name: '<b>Olu</b>' })).toBeVisible();
  await side.getByLabel('Colour of <b>Olu</b>').selectOption('rose');
  await side.getByRole('button', { name: '<b>Olu</b> up' }).click();
  await expect.poll(() => shown(documentOf(workspace).personas).map(({ persona, colour }) => `${persona} ${colour}`).sort()).toEqual(['per_1 0', 'per_3 3']);
  await side.getByRole('button', { name: 'Close: personas' }).click();

  // A card of hers.
  await page.locator('[data-card]', { hasText: 'Keep the address' }).click();
  await page.getByRole('button', { name: 'Properties' }).click();
  await panel(page, 'Properties').getByRole('combobox', { name: 'Persona' }).click();
  await page.getByRole('option', { name: 'Maren Holt' }).click();
  await expect(page.locator('[data-card]', { hasText: 'Keep the address' }).getByTitle('Of Maren Holt')).toHaveText('MH');
  await page.getByRole('group', { name: 'Personas' }).getByRole('button', { name: /Olu/ }).click();
  await expect(page.locator('[data-card]', { hasText: 'Keep the address' })).toHaveCount(0);
  await expect(page).toHaveURL(/persona=mpe_/);
  // What is written in somebody's view is theirs, and so is the curve.
  await place(page, 7, 1).click({ position: { x: 20, y: 30 } });
  await page.keyboard.type('Only hers');
  await page.keyboard.press('Enter');
  await place(page, 1, 0).click({ position: { x: 12, y: 12 } });
  await page.keyboard.press('2');
  await page.keyboard.press('Escape');
  const [olu] = Object.entries(documentOf(workspace).personas).find(([, { persona }]) => persona === 'per_3') ?? [''];
  await expect.poll(() => shown(documentOf(workspace).cells).filter(({ persona }) => persona === olu).map(({ text, value }) => text ?? value)).toEqual(['Only hers', 2]);
  await page.goBack();
  await expect(page.locator('[data-card]', { hasText: 'Keep the address' })).toBeVisible();
  await expect(place(page, 1, 0).getByRole('slider')).toHaveCount(2);
  await place(page, 1, 0).getByRole('slider', { name: /<b>Olu/ }).focus();
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => shown(documentOf(workspace).cells).find(({ persona, value }) => persona === olu && value !== undefined)?.value).toBe(1.9);
});

test('links are made by keys, written on, gone through and removed', async ({ page }) => {
  const workspace = await openWorkspace(page);
  const links = () => shown(documentOf(workspace).links).map(({ from, to, kind = 'branch', label }) => [from.slice(-1), to.slice(-1), kind, label]);
  await place(page, -1, 4).click();
  await page.keyboard.press('Alt+l');
  const dialog = page.getByRole('dialog', { name: /Link “Pays” to/ });
  await dialog.getByRole('textbox', { name: 'Find a step' }).fill('cart');
  await page.keyboard.press('Enter');
  await expect.poll(links).toEqual([['4', '2', 'loop', undefined]]);
  const loop = page.getByRole('button', { name: 'loop from Pays to Fills the cart' });
  await expect(loop).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.type('card <refused>');
  await page.keyboard.press('Enter');
  await expect.poll(links).toEqual([['4', '2', 'loop', 'card <refused>']]);
  await expect(page).toHaveURL(/link=lnk_/);
  await page.getByRole('button', { name: 'Properties' }).click();
  const side = panel(page, 'Properties');
  await expect(side.getByRole('heading', { name: 'Link' })).toBeVisible();
  await side.getByRole('combobox', { name: 'Kind' }).click();
  await page.getByRole('option', { name: /^branch/ }).click();
  await expect.poll(links).toEqual([['4', '2', 'branch', 'card <refused>']]);
  // A second one, to go between.
  await place(page, -1, 0).click();
  await side.getByRole('button', { name: 'Link to…' }).click();
  await page.getByRole('dialog').getByRole('textbox').fill('sets it up');
  await page.keyboard.press('Enter');
  await expect.poll(links).toHaveLength(2);
  const skip = page.getByRole('button', { name: 'skip from Browses in the evening to Sets it up' });
  await expect(skip).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('button', { name: /branch from Pays/ })).toBeFocused();
  await page.keyboard.press('Delete');
  await expect.poll(links).toHaveLength(1);
  await expect(grid(page)).toBeFocused();
  await page.keyboard.press('Control+z');
  await expect.poll(links).toHaveLength(2);
  await saved(page);
});

test('a link is drawn with the mouse from one step to another', async ({ page }) => {
  const workspace = await openWorkspace(page);
  await place(page, -1, 1).hover();
  const handle = (await page.getByRole('button', { name: 'Link the step Compares two models to another' }).boundingBox())!;
  const to = (await place(page, -1, 5).boundingBox())!;
  await page.mouse.move(handle.x + 12, handle.y + 12);
  await page.mouse.down();
  await page.mouse.move(to.x + 50, to.y + 30, { steps: 6 });
  await expect(place(page, -1, 5)).toHaveAttribute('data-drop', 'true');
  await page.mouse.up();
  await expect.poll(() => shown(documentOf(workspace).links).map(({ from, to: end, kind }) => [from, end, kind])).toEqual([[stepId(1), stepId(5), 'skip']]);
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('hundreds of links become counts, and those of the selected step are drawn', async ({ page }) => {
  const document = buyingMap() as MapDocument;
  for (let at = 0; at < 120; at += 1) document.links[`lnk_${String(at).padStart(12, '0')}`] = { from: stepId(at % 7), to: stepId((at * 3 + 1) % 7) };
  await openWorkspace(page, { document });
  await expect(page.getByRole('columnheader').getByText(/^\d+ links$/)).toHaveCount(7);
  await expect(page.getByRole('button', { name: /^branch from/ })).toHaveCount(0);
  await place(page, -1, 3).click({ position: { x: 20, y: 110 } });
  await expect(page.getByRole('button', { name: /^branch from/ }).first()).toBeVisible();
});

test('a step opens its map, which is made of it, and breadcrumbs lead back', async ({ page }) => {
  const workspace = await openWorkspace(page);
  await place(page, -1, 4).click();
  await page.getByRole('button', { name: 'Properties' }).click();
  const side = panel(page, 'Properties');
  await side.getByRole('button', { name: 'Make its map' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Pays' })).toBeVisible();
  expect(workspace.begun[0]?.document?.about).toMatchObject({ title: 'Pays', level: 'detail', description: '3 methods' });
  await expect.poll(() => documentOf(workspace).steps[stepId(4)]?.map).toBe('map_new1');
  await page.getByRole('navigation', { name: 'Breadcrumbs' }).getByRole('link', { name: 'Buying on the phone' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Buying on the phone' })).toBeVisible();
  await expect(place(page, -1, 4).getByRole('link', { name: 'Pays' })).toBeVisible();
  await place(page, -1, 4).click({ position: { x: 20, y: 12 } });
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/map_new1\?via=map_buying/);
  await page.goBack();
  // F2 writes where Enter opens.
  await place(page, -1, 4).click({ position: { x: 20, y: 12 } });
  await page.keyboard.press('F2');
  await expect(page.getByRole('textbox', { name: 'Title of the step' })).toBeFocused();
});

test('rings of maps are not offered, refused in words, and maps that are gone are said', async ({ page }) => {
  const document = buyingMap() as MapDocument;
  document.steps[stepId(0)] = { ...document.steps[stepId(0)]!, map: 'map_gone' };
  const workspace = await openWorkspace(page, { document, how: '?panel=properties' });
  workspace.maps = workspace.maps.map((map) => (map.id === 'map_life' ? { ...map, maps: ['map_buying'] } : map));
  await page.reload();
  await expect(page.getByRole('navigation', { name: 'Breadcrumbs' })).toContainText('Being a customer');
  await expect(place(page, -1, 0)).toContainText('its map was removed');
  await place(page, -1, 0).click({ position: { x: 20, y: 12 } });
  const side = panel(page, 'Properties');
  await expect(side.getByText('The map that this step opened was removed.')).toBeVisible();
  await side.getByRole('combobox', { name: 'Opens the map' }).click();
  await expect(page.getByRole('option', { name: 'Being a customer (this map is a part of it)' })).toHaveAttribute('data-combobox-disabled', 'true');
  await page.keyboard.press('Escape');
  await side.getByRole('button', { name: 'Forget it' }).click();
  await expect.poll(() => documentOf(workspace).steps[stepId(0)]?.map).toBeUndefined();
});

test('the future state is made of the current one and compared with it', async ({ page }) => {
  const workspace = await openWorkspace(page);
  await page.getByRole('button', { name: 'Current state' }).click();
  await page.getByRole('menuitem', { name: /Make the future state/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Buying on the phone, future state' })).toBeVisible();
  expect(workspace.begun[0]?.document?.about).toMatchObject({ state: 'future', counterpart: 'map_buying' });
  await expect.poll(() => documentOf(workspace).about.counterpart).toBe('map_new1');
  const future = workspace.documents.map_new1!;
  future.steps[stepId(3)] = { ...future.steps[stepId(3)]!, removed: true };
  future.steps[stepId(1)] = { ...future.steps[stepId(1)]!, title: 'Compares side by side' };
  future.steps.stp_000000000099 = { order: 'a4V', stage: 'stg_000000000001', title: 'Pays with a look' };
  const feels = Object.values(future.cells).find(({ lane, step }) => lane === laneId(1) && step === stepId(4))!;
  Object.assign(feels, { value: 1.2 });
  await page.goBack();
  await page.getByRole('button', { name: 'Compare with future' }).click();
  await expect(page).toHaveURL(/compare=map_new1/);
  const view = page.getByRole('region', { name: 'Comparison of two maps' });
  await expect(view.getByText('Steps: 1 added, 1 removed, 1 changed')).toBeVisible();
  await expect(view.getByRole('columnheader', { name: /Pays with a look added/ })).toBeVisible();
  await expect(view.getByRole('columnheader', { name: /Gives an address removed/ })).toBeVisible();
  await expect(view.getByRole('columnheader', { name: /Compares two models.*Compares side by side.*changed/ })).toBeVisible();
  await expect(view.getByRole('img', { name: /Pays: −1.6, \+1.2/ })).toBeVisible();
  await view.getByRole('checkbox', { name: 'Only what differs' }).check();
  await expect(page).toHaveURL(/only=true/);
  await expect(view.getByRole('columnheader', { name: /Sets it up/ })).toHaveCount(0);
  await page.goBack();
  await expect(grid(page)).toBeVisible();
  // Parting them is told to both.
  await page.getByRole('button', { name: 'Current state' }).click();
  await page.getByRole('menuitem', { name: 'Part the two maps' }).click();
  await expect.poll(() => documentOf(workspace).about.counterpart).toBeUndefined();
  await expect.poll(() => workspace.documents.map_new1?.about.counterpart).toBeNull();
  await page.goto('/journeys/maps/map_buying?compare=map_new7');
  await expect(page.getByText('The other map is not there')).toBeVisible();
  await page.getByRole('button', { name: 'Back to the map' }).click();
  await expect(grid(page)).toBeVisible();
});

test('a map is made of the data, once it is seen what is there', async ({ page }) => {
  const workspace = await openWorkspace(page, { how: 'closed' });
  const asked: unknown[] = [];
  page.on('request', (request) => request.url().endsWith('/query') && asked.push(request.postDataJSON()));
  await page.goto('/journeys?new=true');
  await page.getByRole('radio', { name: /From our data/ }).check({ force: true });
  const dialog = page.getByRole('dialog', { name: 'New map' });
  await expect(dialog.getByRole('list', { name: 'Stages found' }).getByRole('listitem').first()).toBeVisible();
  await dialog.getByRole('combobox', { name: 'Customers' }).click();
  await page.getByRole('option', { name: 'Busy parents, 11,420' }).click();
  await dialog.getByRole('combobox', { name: 'Period' }).click();
  await page.getByRole('option', { name: 'The last 8 weeks' }).click();
  await dialog.getByRole('textbox', { name: 'Steps a stage, at most' }).fill('4');
  await dialog.getByRole('textbox', { name: 'Title' }).fill('As they went');
  await expect.poll(() => asked.at(-1)).toMatchObject({ kind: 'journey', who: { segment: 'seg_1' }, range: { from: '2026-02-28T09:00:00.000Z' } });
  await dialog.getByRole('button', { name: 'Make the map' }).click();
  await expect.poll(() => workspace.begun[0]).toEqual({ from_data: { segment: 'seg_1', period: '8w', steps: 4 }, title: 'As they went' });
});

test('where there is too little data it is said, and no map is made', async ({ page }) => {
  await openWorkspace(page, { how: 'closed' });
  await page.route('**/api/v1/status', (route) => route.fulfill({ json: { customers: 0, events: 0, data_version: 1, last_event: null, version: '0.1.0', behind_s: 0, sample: false } }));
  await page.goto('/journeys?new=true');
  await page.getByRole('radio', { name: /From our data/ }).check({ force: true });
  await expect(page.getByText('There are no events yet.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Make the map' })).toBeDisabled();
});

async function drop(page: Page, target: string, name: string, type: string, bytes: number) {
  const data = await page.evaluateHandle(([called, kind, size]) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(size as number)], called as string, { type: kind as string }));
    return transfer;
  }, [name, type, bytes] as const);
  const box = (await page.locator(target).boundingBox())!;
  const at = { clientX: box.x + 30, clientY: box.y + 20 };
  await page.locator(target).dispatchEvent('dragover', { dataTransfer: data, ...at });
  await page.locator(target).dispatchEvent('drop', { dataTransfer: data, ...at });
}

test('pictures are dropped, pasted and chosen; what is none is said in words', async ({ page }) => {
  const document = buyingMap() as MapDocument;
  document.lanes.lan_000000000050 = { order: 'Zz', title: 'Pictures', kind: 'image' };
  const workspace = await openWorkspace(page, { document });
  const pictures = () => shown(documentOf(workspace).cells).filter(({ lane }) => lane === 'lan_000000000050').map(({ image, text, step }) => [image, text, step.slice(-1)]);
  await drop(page, '#p-2-1', 'shop_front.png', 'image/png', 200);
  await expect.poll(pictures).toEqual([['img_1', 'shop front', '1']]);
  await expect(place(page, 0, 1).getByRole('img', { name: 'shop front' })).toBeVisible();
  await drop(page, '#p-2-2', 'plan.svg', 'image/svg+xml', 200);
  await expect(page.getByText('“plan.svg” is no PNG, JPEG, GIF or WebP file.')).toBeVisible();
  await drop(page, '#p-2-2', 'large.png', 'image/png', 6 * 1024 * 1024);
  await expect(page.getByText(/“large.png” has 6.0 MiB/)).toBeVisible();
  await drop(page, '#p-2-2', 'broken.png', 'image/png', 3);
  await expect(page.getByText('This is no picture that can be shown.')).toBeVisible();
  await drop(page, '#p-3-2', 'shop.png', 'image/png', 200);
  await expect(page.getByText('A picture needs a lane of pictures')).toBeVisible();
  await place(page, 0, 3).click();
  await page.evaluate(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(99)], 'image.png', { type: 'image/png' }));
    window.document.querySelector('[role=grid]')?.dispatchEvent(new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true }));
  });
  await expect.poll(() => pictures().length).toBe(2);
  await place(page, 0, 4).click();
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Shift+F10').then(() => page.getByRole('menuitem', { name: 'Choose a picture…' }).click())]);
  await chooser.setFiles({ name: 'desk.png', mimeType: 'image/png', buffer: Buffer.alloc(64) });
  await expect.poll(() => pictures().length).toBe(3);
  expect(pictures().at(-1)).toEqual(['img_4', 'desk', '4']);
});

test('the owner is chosen among the people of the workspace', async ({ page }) => {
  const workspace = await openWorkspace(page, { how: '?panel=properties' });
  await panel(page, 'Properties').getByRole('combobox', { name: 'Owner' }).click();
  await page.getByRole('option', { name: 'Aylin Bayrak' }).click();
  await expect.poll(() => documentOf(workspace).about.owner).toBe('usr_2');
});

test('a text is found on the board, and the keys are listed', async ({ page }) => {
  await openWorkspace(page);
  await place(page, 0, 0).click();
  await page.keyboard.press('Control+f');
  const search = page.getByRole('search', { name: 'Find on the map' });
  await page.keyboard.type('cart');
  await expect(search.getByRole('status')).toHaveText('2 places');
  await page.keyboard.press('Enter');
  await expect(place(page, -1, 2)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(search.getByRole('status')).toHaveText('2 of 2');
  await expect(place(page, 2, 2)).toHaveAttribute('aria-selected', 'true');
  expect(await page.evaluate(() => CSS.highlights.get('found')?.size)).toBe(2);
  await page.keyboard.press('Shift+Enter');
  await expect(search.getByRole('status')).toHaveText('1 of 2');
  await page.keyboard.type('zzz');
  await expect(search.getByRole('status')).toHaveText('nowhere');
  await page.keyboard.press('Escape');
  await expect(grid(page)).toBeFocused();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys of the board' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(grid(page)).toBeFocused();
});

test('who may only read sees personas, links and both states, and changes none', async ({ page }) => {
  const workspace = await openWorkspace(page, { document: modelMap(), mayWrite: false });
  await expect(page.getByText('read only')).toBeVisible();
  await page.getByRole('button', { name: /^loop from Pays/ }).click();
  await page.keyboard.press('Delete');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Personas of this map' }).click();
  await expect(panel(page, 'Personas').getByRole('button', { name: 'Take off' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Compare with future' }).click();
  await expect(page.getByRole('region', { name: 'Comparison of two maps' })).toBeVisible();
  expect(workspace.server.map.log).toEqual([]);
});

/** With personas, links, an optional step, a sub-journey and a future state. */
function modelMap(): MapDocument {
  const document = buyingMap() as MapDocument;
  document.about = { ...document.about, counterpart: 'map_loan_future' };
  document.personas = { mpe_000000000001: { order: 'a0', persona: 'per_1', colour: 3 }, mpe_000000000002: { order: 'a1', persona: 'per_2', colour: 1 } };
  document.links = { lnk_000000000001: { from: stepId(4), to: stepId(2), kind: 'loop', label: 'card refused' }, lnk_000000000002: { from: stepId(0), to: stepId(3), kind: 'skip' } };
  document.steps[stepId(1)] = { ...document.steps[stepId(1)]!, optional: true };
  document.steps[stepId(5)] = { ...document.steps[stepId(5)]!, map: 'map_loan' };
  for (let at = 0; at < 7; at += 1) document.cells[`cel_9${String(at).padStart(11, '0')}`] = { lane: laneId(1), step: stepId(at), order: 'b00', value: at % 3 - 1, persona: 'mpe_000000000002' };
  return document;
}

const screens: { name: string; open: (page: Page) => Promise<unknown>; seen: (page: Page) => Locator }[] = [
  { name: 'personas', open: (page) => page.goto('/journeys/maps/map_buying?panel=personas'), seen: (page) => panel(page, 'Personas').getByRole('link', { name: 'Maren Holt' }) },
  { name: 'a link', open: (page) => page.goto('/journeys/maps/map_buying?panel=properties&link=lnk_000000000001'), seen: (page) => panel(page, 'Properties').getByRole('heading', { name: 'Link' }) },
  { name: 'a sub-journey', open: (page) => page.goto(`/journeys/maps/map_buying?panel=properties&at=${stepId(5)}`), seen: (page) => panel(page, 'Properties').getByRole('group', { name: 'Sub-journey' }) },
  { name: 'a comparison', open: (page) => page.goto('/journeys/maps/map_buying?compare=map_loan_future'), seen: (page) => page.getByRole('region', { name: 'Comparison of two maps' }) },
  {
    name: 'what was found',
    open: async (page) => {
      await page.goto('/journeys/maps/map_buying');
      await place(page, 0, 0).click();
      await page.keyboard.press('Control+f');
      await page.keyboard.type('cart');
    },
    seen: (page) => page.getByRole('searchbox').or(page.getByRole('textbox')).first(),
  },
  {
    name: 'the keys',
    open: async (page) => {
      await page.goto('/journeys/maps/map_buying');
      await place(page, 0, 0).click();
      await page.keyboard.press('?');
    },
    seen: (page) => page.getByRole('dialog', { name: 'Keys of the board' }),
  },
  {
    name: 'a map of the data',
    open: async (page) => {
      await page.goto('/journeys?new=true');
      await page.getByRole('radio', { name: /From our data/ }).check({ force: true });
    },
    seen: (page) => page.getByRole('list', { name: 'Stages found' }),
  },
];
for (const { name, open, seen } of screens) {
  test(`passes axe: ${name}`, async ({ page }) => {
    await openWorkspace(page, { document: modelMap() });
    await passesAxeInEveryLook(page, { open: () => open(page), settled: () => expect(seen(page)).toBeVisible() });
  });
}
