import { expect as plainExpect, test, type Page } from '@playwright/test';
import { passesAxeInEveryLook } from './axe';
import { answer } from './fixtures/answers.mjs';
import { fakeApi } from './fixtures/fake_api.mjs';

const expect = plainExpect.configure({ timeout: 20_000 });

const part = (count: number, of: number) => ({ share: of === 0 ? null : count / of, count, of, low: 0, high: 1 });

const hostile = '<img src=x onerror="window.hacked = true">';

function group(place: number, people: number, of: number, differences: object[], rule = true) {
  return {
    people, share: part(people, of), ref: `group:${place}`, events_each: 8, typical: 20, typical_ref: `typical:${place}`, differences,
    channels: [{ channel: 'phone', events: part(people * 6, people * 8), share: part(people, people) }, { channel: 'web', events: part(people * 2, people * 8), share: part(people, people) }],
    rule: rule
      ? { who: { all: [{ did: { event: 'Support call' }, at_least: 2 }] }, sentence: 'Support call at least 2 times', people: people - 10, ref: `rule:${place}`, precision: part(90, 100), recall: part(80, 100) }
      : null,
  };
}

const difference = (name: string, of: string, by: number) => ({ name, of, difference: by, share: part(82, 100), share_elsewhere: part(12, 100), mean: 2.1, mean_elsewhere: 0.2 });

const found = {
  people: 4800, ref: 'compared', left_out: 21, left_out_ref: 'left_out', silhouette: 0.41, tried: [],
  groups: [
    group(0, 3000, 4800, [difference('Support call', 'step', 1.6), difference('evenings', 'rhythm', -0.8)]),
    group(1, 1800, 4800, [difference(hostile, 'step', 2.2)], false),
  ],
};
const nothing = { ...found, people: 3, silhouette: null, groups: [] };

async function open(page: Page, result: object, notes?: string[]) {
  const sent: { path: string; body: Record<string, unknown> }[] = [];
  let failures = 0;
  await fakeApi(page, {
    overrides: {
      'POST query': (document: { kind: string; people?: { of: string } }) =>
        document.people
          ? { kind: 'people', of: document.people.of, count: 0, next_cursor: null, people: [] }
          : document.kind === 'archetypes'
          ? (sent.push({ path: 'query', body: document }), { kind: 'archetypes', range: { from: '2026-01-01T00:00:00+00:00', to: '2026-03-01T00:00:00+00:00' }, n: { customers: 4821, events: 40_000 }, exact: true, data_version: 1, result, ...(notes ? { notes } : {}) })
          : answer('POST', 'query', document),
      'POST segments': (body: Record<string, unknown>) => {
        sent.push({ path: 'segments', body });
        return { id: 'seg_new', size: null, state: 'building', ...body };
      },
      'POST personas': (body: Record<string, unknown>) => {
        sent.push({ path: 'personas', body });
        failures += 1;
        if (failures === 1) return { raw: { status: 503, contentType: 'application/problem+json', body: JSON.stringify({ status: 503, code: 'busy', title: 'Busy', detail: 'The workspace is being backed up.' }) } };
        return { id: 'per_new', ...body };
      },
    },
  });
  return sent;
}

test('a group of customers becomes a segment and a persona, and trying again makes no second segment', async ({ page }) => {
  const sent = await open(page, found);
  await page.goto('/journeys/personas');
  await page.getByRole('link', { name: 'From data' }).click();
  const groups = page.getByRole('list', { name: 'Groups of customers' });
  await expect(groups.getByText('82\u202f% do, 12\u202f% elsewhere; 2.1 times each, 0.2 elsewhere').first()).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: '2 groups among' })).toContainText('4,800 customers');
  const make = groups.getByRole('button', { name: 'Make this persona' });
  await expect(make.first()).toBeDisabled();
  await groups.getByLabel('Name of group 1').fill('Calls for everything');
  await page.keyboard.press('Enter');
  await expect(page.getByText('The workspace is being backed up.')).toBeVisible();
  await make.first().click();
  await expect(page).toHaveURL(/\/journeys\/personas\/per_new/);
  expect(sent.filter(({ path }) => path === 'segments').map(({ body }) => body)).toMatchObject([{ name: 'Calls for everything', kind: 'rule', rule: { all: [{ did: { event: 'Support call' }, at_least: 2 }] } }]);
  expect(sent.filter(({ path }) => path === 'personas').at(-1)?.body).toMatchObject({ name: 'Calls for everything', segment: 'seg_new', evidence: 'measured' });
  expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
});

test('the question is written in the address, and a group without a rule says so', async ({ page }) => {
  const sent = await open(page, found, ['The groups run into each other.']);
  await page.goto('/journeys/personas/proposals?groups=2&by=touchpoint&segment=seg_none');
  await expect(page.getByText('The groups run into each other.')).toBeVisible();
  await expect(page.getByText('No rule of a segment tells this group from the others')).toBeVisible();
  expect(sent[0]?.body).toEqual({ kind: 'archetypes', who: { segment: 'seg_none' }, groups: 2, by: 'touchpoint' });
  await page.getByRole('button', { name: 'Number of groups: 2 groups' }).click();
  await page.getByRole('option', { name: '5 groups' }).click();
  await expect(page).toHaveURL(/groups=5/);
  await page.goBack();
  await expect(page.getByRole('button', { name: 'Number of groups: 2 groups' })).toBeVisible();
  await page.getByRole('button', { name: 'Most typical 20' }).first().click();
  await expect(page.getByRole('dialog').getByText('Typical of group 1')).toBeVisible();
});

test('says when there is nothing to find, and passes axe', async ({ page }) => {
  await open(page, nothing, ['Groups are looked for among at least 10 customers.']);
  await page.goto('/journeys/personas/proposals');
  await expect(page.getByText('No groups were found')).toBeVisible();
  await page.unrouteAll();
  await open(page, found);
  await passesAxeInEveryLook(page, { open: () => page.goto('/journeys/personas/proposals'), settled: () => expect(page.getByText('Group 2').first()).toBeVisible() });
});
