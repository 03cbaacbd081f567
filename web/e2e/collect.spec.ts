import { expect, test, type Page } from '@playwright/test';
import { hasNoAxeViolations, loaded, passesAxeInEveryLook } from './axe';
import { arrived, catalogueEvents, plan, refusals, sources } from './fixtures/collect.mjs';
import { fakeApi } from './fixtures/fake_api.mjs';

const none = { items: [], next_cursor: null };

/** Lets something arrive on the newest connection, or breaks and mends it. */
const live = (page: Page, ...call: ['say', string, object] | ['lose'] | ['find', [string, object][]]) =>
  page.evaluate(([method, ...rest]) => {
    const all = (window as unknown as { liveSources: Record<string, (...args: unknown[]) => void>[] }).liveSources;
    all.at(-1)?.[method as string]?.(...rest);
  }, call as unknown[]);

const problem = (status: number, title: string, detail: string) => ({
  raw: { status, contentType: 'application/problem+json', body: JSON.stringify({ title, status, code: 'conflict', detail, hint: 'Try again.' }) },
});

test('adds a source of an SDK and says what to paste', async ({ page }) => {
  const made: object[] = [];
  await fakeApi(page, { overrides: { 'POST sources': (source: object) => (made.push(source), { ...sources[4], ...source }) } });
  await page.goto('/data');
  await expect(page.getByRole('row', { name: /Checkout service/ })).toContainText('1,204');
  await page.getByRole('button', { name: 'Add a source' }).click();
  await expect(page).toHaveURL(/add=choose/);
  const dialog = page.getByRole('dialog');
  await hasNoAxeViolations(page);
  await dialog.getByRole('button', { name: /An SDK you use already/ }).click();
  await dialog.getByRole('combobox', { name: 'SDK' }).click();
  await page.getByRole('option', { name: 'PostHog, Node' }).click();
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toHaveValue('PostHog, Node');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('shop');
  await expect(dialog.getByText('There is a source of this name.')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Add the source' })).toBeDisabled();
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Back office');
  await hasNoAxeViolations(page);
  const key = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/keys'));
  await page.keyboard.press('Enter');
  await key;
  expect(made).toEqual([{ name: 'Back office', kind: 'sdk' }]);
  await expect(page).toHaveURL(/sources\/s_5\?tab=install&sdk=posthog-node/);
  await expect(page.getByRole('group', { name: 'JavaScript' })).toContainText(`new PostHog('wk_app4Dm9SgJ2xUe6HtQy1Ck', { host: '${new URL(page.url()).origin}' })`);
});

test('waits for the first event and says when it is there', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await fakeApi(page);
  await page.goto('/data/sources/s_5');
  await expect(page).toHaveURL(/tab=install/);
  await expect(page.getByText('Waiting for the first event', { exact: true })).toBeVisible();
  await page.getByRole('combobox', { name: 'What sends the events' }).click();
  await page.getByRole('option', { name: 'Wend tracker' }).click();
  await page.getByRole('button', { name: 'Copy HTML' }).click();
  await expect(page.getByRole('button', { name: 'Copy HTML' })).toHaveText('Copied');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('wk_app4Dm9SgJ2xUe6HtQy1Ck');
  await live(page, 'say', 'refused', { received_at: new Date().toISOString(), reason: 'The message names no customer.', sample: '{}' });
  await expect(page.getByText('Something arrived and was refused: The message names no customer.')).toBeVisible();
  await live(page, 'say', 'event', arrived(1));
  await expect(page.getByText('Events arrive')).toBeVisible();
  await page.getByRole('button', { name: 'Watch live' }).click();
  await expect(page).toHaveURL(/tab=live/);
  await expect(page.getByRole('list', { name: /Arrivals/ }).getByRole('listitem')).toHaveCount(2);
  await page.goBack();
  await expect(page.getByText('Events arrive')).toBeVisible();
});

test('makes and revokes keys', async ({ page }) => {
  await fakeApi(page);
  await page.goto('/data/sources/s_2?tab=install');
  await expect(page.getByText('wk_oldAndGone3fTqLw8PbXc5dM')).toBeVisible();
  await page.getByRole('button', { name: 'Make another' }).click();
  await expect(page.getByText('A new write key is ready. The others go on working.')).toBeVisible();
  await page.getByRole('button', { name: 'Revoke', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('It is the only key of this source.');
  await dialog.getByRole('button', { name: 'Keep it' }).click();
  await page.getByRole('button', { name: 'Revoke', exact: true }).click();
  const sent = page.waitForRequest((request) => request.method() === 'DELETE' && request.url().endsWith('/sources/s_2/keys/k_1'));
  await dialog.getByRole('button', { name: 'Revoke the key' }).click();
  await sent;
});

test('asks for a key where none can be shown', async ({ page }) => {
  const old = { id: 'k_0', key: null, created_at: '2026-01-01T00:00:00Z', revoked_at: null };
  let keys: object[] = [old];
  await fakeApi(page, {
    overrides: {
      'GET sources/s_5/keys': () => ({ items: keys, next_cursor: null }),
      'POST sources/s_5/keys': () => (keys = [old, { ...old, id: 'k_1', key: 'wk_shown' }])[1],
    },
  });
  await page.goto('/data/sources/s_5');
  await expect(page.getByText('No key of this source can be shown')).toBeVisible();
  await page.getByRole('button', { name: 'Make a write key' }).click();
  await expect(page.getByRole('group', { name: 'JavaScript' })).toContainText('wk_shown');
});

test('shows what arrives, pauses, filters and opens', async ({ page }) => {
  await fakeApi(page);
  await page.goto('/data/sources/s_2?tab=live');
  const rows = page.getByRole('list', { name: /Arrivals/ }).getByRole('listitem');
  await expect(rows).toHaveCount(28);
  await expect(page.getByText('42.3 a second, 1 refused')).toBeVisible();
  await rows.first().getByRole('button').press('Enter');
  await expect(rows.first().getByRole('group', { name: 'The event' })).toContainText('"currency": "EUR"');
  await expect(page.getByText('Paused')).toBeVisible();
  await live(page, 'say', 'event', arrived(38, { name: 'Late one' }));
  await expect(page.getByRole('button', { name: 'Show 1 new one' })).toBeVisible();
  await expect(rows).toHaveCount(28);
  await hasNoAxeViolations(page);
  await page.getByRole('button', { name: 'Show 1 new one' }).click();
  await expect(rows.first()).toContainText('Late one');
  await page.getByText('Refused and warned', { exact: true }).click();
  await expect(page).toHaveURL(/only=trouble/);
  await expect(rows).toHaveCount(3);
  await rows.nth(1).getByRole('button').click();
  await expect(rows.nth(1).getByRole('group', { name: 'What arrived' })).toContainText('"amount": 12');
  await page.getByRole('textbox', { name: 'Search the arrivals' }).fill('nobody has this');
  await page.getByRole('button', { name: 'Show everything' }).click();
  await expect(rows).toHaveCount(29);
});

test('says when the connection is lost, and does not double what is told again', async ({ page }) => {
  await fakeApi(page);
  await page.goto('/data/sources/s_2?tab=live');
  const rows = page.getByRole('list', { name: /Arrivals/ }).getByRole('listitem');
  await expect(rows).toHaveCount(28);
  const last = arrived(37, { name: 'Before the break' });
  await live(page, 'say', 'event', last);
  await expect(rows).toHaveCount(29);
  await live(page, 'lose');
  await expect(page.getByText('Connection lost, opening it again')).toBeVisible();
  await live(page, 'find', [['hello', {}], ['event', last], ['event', arrived(39, { name: 'After the break' })]]);
  await expect(page.getByText('Live', { exact: true }).first()).toBeVisible();
  await expect(rows.first()).toContainText('After the break');
  await expect(rows).toHaveCount(30);
});

test('stays bounded and quick at fifty events a second', async ({ page }) => {
  await fakeApi(page);
  await page.goto('/data/sources/s_2?tab=live');
  const rows = page.getByRole('list', { name: /Arrivals/ }).getByRole('listitem');
  await expect(rows).toHaveCount(28);
  const slowest = await page.evaluate(
    async ([sample]) => {
      const source = (window as unknown as { liveSources: { say: (name: string, data: unknown) => void }[] }).liveSources.at(-1);
      let worst = 0;
      let before = performance.now();
      for (let i = 0; i < 300; i += 1) {
        source?.say('event', { ...sample, received_at: new Date().toISOString(), message_id: `f_${i}`, name: `Flood ${i}` });
        await new Promise((next) => setTimeout(next, 20));
        worst = Math.max(worst, performance.now() - before);
        before = performance.now();
      }
      return worst;
    },
    [arrived(1)],
  );
  await expect(rows.first()).toContainText('Flood 299');
  await expect(rows).toHaveCount(200);
  // Generous, as tests run beside builds; a list that is drawn anew for each event takes seconds.
  expect(slowest).toBeLessThan(1_000);
});

test('shows what arrives at a source of files that has a key as well', async ({ page }) => {
  await fakeApi(page, { overrides: { 'GET sources/s_1/keys': { items: [{ id: 'k_9', key: 'wk_files', created_at: new Date().toISOString(), revoked_at: null }], next_cursor: null } } });
  await page.goto('/data/sources/s_1');
  await expect(page.getByRole('radiogroup', { name: 'Part of the source' })).toBeVisible();
  await live(page, 'say', 'event', arrived(1));
  await expect(page.getByRole('list', { name: /Arrivals/ }).getByRole('listitem')).toHaveCount(1);
  await page.getByText('Imports', { exact: true }).last().click();
  await expect(page).toHaveURL(/tab=imports/);
  await expect(page.getByRole('link', { name: 'visits.parquet' }).first()).toBeVisible();
});

test('leads from a file source to its imports, and from a missing source back', async ({ page }) => {
  await fakeApi(page, { overrides: { 'GET sources/gone': { raw: { status: 404, contentType: 'application/problem+json', body: JSON.stringify({ title: 'Not found', status: 404, code: 'not_found', detail: 'There is no such source.' }) } } } });
  await page.goto('/data/sources/s_1');
  await page.getByRole('link', { name: 'visits.parquet' }).first().click();
  await expect(page).toHaveURL(/imports\/i_2/);
  await page.goto('/data/sources/gone');
  await expect(page.getByText('There is no such source.')).toBeVisible();
  await page.getByRole('link', { name: 'All sources' }).click();
  await expect(page).toHaveURL(/\/data$/);
});

test('finds an event in the catalogue and what is wrong with it', async ({ page }) => {
  await fakeApi(page);
  await page.goto('/data/catalogue');
  const rows = page.getByRole('table', { name: 'Event catalogue' }).getByRole('row');
  await expect(rows).toHaveCount(catalogueEvents.length + 1);
  await expect(rows.filter({ hasText: 'sent as cart_v2' })).toHaveCount(1);
  await page.getByRole('switch', { name: 'Only with issues' }).click();
  await expect(page).toHaveURL(/issues=true/);
  await expect(rows).toHaveCount(5);
  await page.getByRole('textbox', { name: 'Search the catalogue' }).fill('pay');
  await expect(rows).toHaveCount(2);
  await rows.nth(1).focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/event=Payment/);
  const panel = page.getByRole('dialog', { name: 'Payment' });
  await expect(panel.getByRole('table', { name: 'Payment per day' })).toContainText('96 events, where 510 to 770 were expected.');
  // Usual days say what was expected as well; the first two have too little history.
  const spans = panel.getByRole('table', { name: 'Payment per day' }).getByRole('row').locator('td:nth-child(3)');
  await expect(spans).toHaveCount(30);
  await expect(spans.filter({ hasText: '515 to 775' })).toHaveCount(26);
  await expect(spans.filter({ hasText: /^$/ })).toHaveCount(2);
  await expect(panel.getByText('number 98\u202f%, text 2\u202f%')).toBeVisible();
  await expect(panel.getByText('in a sample of 10,000 events')).toBeVisible();
  await hasNoAxeViolations(page);
  await page.goBack();
  await expect(panel).toBeHidden();
});

/** A plan that is kept, with ETags as the server has them. */
function keptPlan(first: object) {
  let version = 1;
  const kept = { plan: first as { events: { name: string }[] }, puts: [] as { ifMatch: string | undefined; status: number }[], clash: 0 };
  const install = (page: Page) =>
    page.route('**/api/v1/tracking-plan', async (route) => {
      const request = route.request();
      if (request.method() === 'PUT') {
        const ifMatch = request.headers()['if-match'];
        if (kept.clash > 0) {
          kept.clash -= 1;
          version += 1;
          kept.plan = { ...kept.plan, events: [...kept.plan.events, { ...plan.events[5], name: 'Of somebody else' }] } as typeof kept.plan;
        }
        const good = ifMatch === `"${version}"`;
        kept.puts.push({ ifMatch, status: good ? 200 : 412 });
        if (!good) return route.fulfill({ status: 412, contentType: 'application/problem+json', body: JSON.stringify({ title: 'Changed', status: 412, code: 'conflict', detail: 'Changed.' }) });
        version += 1;
        kept.plan = request.postDataJSON();
      }
      return route.fulfill({ json: kept.plan, headers: { ETag: `"${version}"` } });
    });
  return { kept, install };
}

test('blocks, renames, merges and plans an event, each with a way back', async ({ page }) => {
  const { kept, install } = keptPlan({ unplanned: 'allow', events: [] });
  await fakeApi(page);
  await install(page);
  await page.goto('/data/catalogue?event=Review+written');
  const panel = page.getByRole('dialog').first();
  await panel.getByRole('button', { name: 'Block' }).click();
  await expect(page.getByText('Review written is blocked from now on.')).toBeVisible();
  await expect(panel.getByRole('button', { name: 'Unblock' })).toBeVisible();
  expect(kept.plan.events).toMatchObject([{ name: 'Review written', blocked: true, planned: false }]);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(panel.getByRole('button', { name: 'Block', exact: true })).toBeVisible();
  await expect.poll(() => kept.plan.events).toEqual([]);

  await panel.getByRole('button', { name: 'Rename' }).click();
  await page.getByRole('textbox', { name: 'Show it as' }).fill('Review');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Review' })).toBeVisible();
  await expect.poll(() => kept.plan.events).toMatchObject([{ name: 'Review written', show_as: 'Review' }]);

  kept.clash = 1;
  await panel.getByRole('button', { name: 'Merge into' }).click();
  await page.getByRole('option', { name: /Order placed/ }).click();
  await expect(page.getByText('Review written is now part of Order placed, in the past as well.')).toBeVisible();
  expect(kept.plan.events).toMatchObject([{ name: 'Review written', show_as: 'Order placed' }, { name: 'Of somebody else' }]);
  expect(kept.puts.map(({ status }) => status)).toContain(412);

  await panel.getByRole('button', { name: 'Add to plan' }).click();
  await expect(panel.getByText('planned, required').first()).toBeVisible();
  await expect.poll(() => kept.plan.events[0]).toMatchObject({ planned: true, properties: [{ name: 'amount', type: 'any', required: true, values: [] }, { name: 'currency', type: 'text' }, { name: 'method', required: false }, { name: 'coupon', type: 'text', required: false }, { name: 'items', type: 'list' }] });
});

test('leaves the catalogue as it was when an edit is refused', async ({ page }) => {
  await fakeApi(page, { overrides: { 'PUT tracking-plan': problem(422, 'The plan is too large', 'A plan has at most 5,000 events.') } });
  await page.goto('/data/catalogue?event=Review+written');
  await page.getByRole('button', { name: 'Block', exact: true }).click();
  await expect(page.getByText('A plan has at most 5,000 events. Try again.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Block', exact: true })).toBeVisible();
});

test('says why something was refused, and leads to its event and source', async ({ page }) => {
  await fakeApi(page);
  await page.goto('/data');
  await page.getByRole('row', { name: /Checkout service/ }).getByRole('link', { name: '1,204' }).click();
  await expect(page).toHaveURL(/quality\?source=s_3/);
  const rows = page.getByRole('table', { name: 'Refused and warned' }).getByRole('row');
  await expect(rows).toHaveCount(3);
  await rows.nth(1).focus();
  await page.keyboard.press('Enter');
  const panel = page.getByRole('dialog', { name: 'The message names no customer.' });
  await expect(panel.getByRole('group', { name: 'The latest one' })).toContainText('"amount": 12');
  await hasNoAxeViolations(page);
  await panel.getByRole('link', { name: 'The event' }).click();
  await expect(page).toHaveURL(/catalogue\?event=Cart/);
  await page.goBack();
  await expect(panel).toBeVisible();
  await page.goto('/data/quality');
  await expect(rows).toHaveCount(refusals.length + 1);
  await page.getByText('Unknown key', { exact: true }).click();
  await expect(page).toHaveURL(/view=key/);
  await expect(rows).toHaveCount(2);
  await page.getByRole('link', { name: /Coupon redeemed/ }).click();
  await expect(page).toHaveURL(/event=Coupon/);
});

test('is empty with a next step everywhere', async ({ page }) => {
  await fakeApi(page, {
    overrides: { 'GET sources': none, 'GET refusals': none, 'GET catalogue/events': { ...none, as_of: '2026-06-01T00:00:00Z' }, 'GET catalogue/changes': { ...none, as_of: '2026-06-01T00:00:00Z' } },
  });
  await page.goto('/data');
  await page.getByRole('button', { name: 'Add the first source' }).click();
  await expect(page.getByRole('dialog', { name: 'Add a source' })).toBeVisible();
  await page.goto('/data/catalogue');
  await expect(page.getByText('No event has arrived yet')).toBeVisible();
  await page.goto('/data/quality');
  await expect(page.getByText('Nothing was refused')).toBeVisible();
  await expect(page.getByText('Nothing has changed')).toBeVisible();
});

test('shows thousands of events without a stop', async ({ page }) => {
  const items = Array.from({ length: 2_000 }, (_, i) => ({ ...catalogueEvents[i % 9], name: `Event ${i}`, shown_as: `Event ${i}`, count: 5_000 - i }));
  await fakeApi(page, { overrides: { 'GET catalogue/events': { items, as_of: new Date().toISOString(), next_cursor: null } } });
  await page.goto('/data/catalogue');
  const rows = page.getByRole('table', { name: 'Event catalogue' }).getByRole('row');
  await expect(rows).toHaveCount(101);
  await page.getByRole('textbox', { name: 'Search the catalogue' }).fill('Event 1999');
  await expect(rows).toHaveCount(2);
});

test('says in a sentence what cannot be shown, and tries again', async ({ page }) => {
  let broken = true;
  const failing = () => (broken ? problem(503, 'The server is busy', 'It answers again in a moment.') : none);
  await fakeApi(page, { overrides: { 'GET refusals': failing } });
  await page.goto('/data/quality');
  await expect(page.getByText('It answers again in a moment.')).toBeVisible({ timeout: 20_000 });
  broken = false;
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText('Nothing was refused')).toBeVisible();
});

const pages = ['/data', '/data/sources/s_2?tab=live', '/data/sources/s_5', '/data/sources/s_1', '/data/catalogue', '/data/quality'];
for (const path of pages) {
  test(`passes axe in every look: ${path}`, async ({ page }) => {
    await fakeApi(page);
    await passesAxeInEveryLook(page, { open: () => page.goto(path), settled: () => loaded(page) });
  });
}
