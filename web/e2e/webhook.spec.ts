import { expect, test } from '@playwright/test';
import { hasNoAxeViolations, loaded, passesAxeInEveryLook } from './axe';
import { webhook } from './fixtures/collect.mjs';
import { fakeApi } from './fixtures/fake_api.mjs';

const problem = (status: number, code: string, detail: string, field?: string) => ({
  raw: { status, contentType: 'application/problem+json', body: JSON.stringify({ title: 'Not saved', status, code, detail, field, hint: 'Look at it again.' }) },
});

test('adds a webhook with what its preset says', async ({ page }) => {
  const puts: { preset: string; signature: object }[] = [];
  await fakeApi(page, { overrides: { 'PUT sources/s_4/webhook': (body: (typeof puts)[number]) => (puts.push(body), body) } });
  await page.goto('/data?add=webhook');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Sender' }).click();
  await page.getByRole('option', { name: 'GitHub' }).click();
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toHaveValue('GitHub');
  await dialog.getByLabel('Signing secret', { exact: true }).fill('shared');
  await dialog.getByRole('button', { name: 'Add the source' }).click();
  await expect(page).toHaveURL(/sources\/s_4\?tab=setup/);
  expect(puts).toMatchObject([{ preset: 'github', mapping: webhook.mapping, signature: { scheme: 'hmac', header: 'GitHub-Signature', secret: 'shared' } }]);
  await expect(page.getByRole('group', { name: 'Address' })).toHaveText(`${new URL(page.url()).origin}/hooks/wk_7Qm2hVt0cYpR4sXz9LkA1bNe`);
});

test('keeps the secret to itself, and another sender can be taken back', async ({ page }) => {
  const puts: { preset: string | null; signature: { secret?: string | null } }[] = [];
  await fakeApi(page, { overrides: { 'PUT sources/s_4/webhook': (body: (typeof puts)[number]) => (puts.push(body), body) } });
  await page.goto('/data/sources/s_4?tab=setup');
  await expect(page.getByText('secret is set')).toBeVisible();
  await expect(page.getByLabel('Secret', { exact: true })).toHaveValue('');
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeDisabled();
  await page.getByRole('textbox', { name: 'Before the signature' }).fill('sha256=');
  await page.getByRole('button', { name: 'What is signed, and the time' }).click();
  await expect(page.getByRole('textbox', { name: 'What is signed' })).toHaveValue('{body}');
  await hasNoAxeViolations(page);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect.poll(() => puts.at(-1)?.signature).toMatchObject({ scheme: 'hmac', prefix: 'sha256=', secret: null });
  await page.getByLabel('Secret', { exact: true }).fill('whsec_new');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect.poll(() => puts.at(-1)?.signature.secret).toBe('whsec_new');
  await page.getByRole('combobox', { name: 'Sender' }).click();
  await page.getByRole('option', { name: 'Shopify' }).click();
  await expect.poll(() => puts.at(-1)?.preset).toBe('shopify');
  await page.getByText('The mapping is now that of Shopify.').locator('..').getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => puts.at(-1)?.preset).toBe('stripe');
});

test('offers the check that a sender knows of', async ({ page }) => {
  await fakeApi(page, { overrides: { 'GET sources/s_4/webhook': { ...webhook, signature: { scheme: 'none', secret_set: false } } } });
  await page.goto('/data/sources/s_4?tab=setup');
  await expect(page.getByText('not checked')).toBeVisible();
  await page.getByRole('button', { name: 'Check its signature' }).click();
  await expect(page.getByRole('textbox', { name: 'Header' })).toHaveValue('Stripe-Signature');
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeDisabled();
  await page.getByLabel('Secret', { exact: true }).fill('whsec_1');
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeEnabled();
});

test('tries a mapping as it is typed, and says where it is wrong', async ({ page }) => {
  const puts: object[] = [];
  await fakeApi(page, {
    overrides: {
      'PUT sources/s_4/webhook': (body: object) => (puts.push(body), body),
    },
  });
  await page.goto('/data/sources/s_4?tab=mapping');
  const editor = page.getByRole('textbox', { name: 'Mapping' });
  await expect(page.getByRole('heading', { name: 'Becomes 1 event' })).toBeVisible();
  await expect(page.getByText('Payment failed', { exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeDisabled();
  const text = await editor.inputValue();

  await editor.fill(text.replace('Payment failed', 'Charge failed'));
  await expect(page.getByText('Charge failed', { exact: true })).toBeVisible();
  await expect(page.getByText('not saved yet')).toBeVisible();

  await editor.fill(text.replace('"charge.failed"', '"charge.refunded"'));
  await expect(page.getByRole('heading', { name: 'Becomes no event' })).toBeVisible();
  await expect(page.getByText('No rule of the mapping applies.')).toBeVisible();

  await editor.fill(text.replace('"rules"', '"regulations"'));
  await expect(page.getByText('A list of rules is missing.')).toBeVisible();

  await editor.fill(text.replace('"value": "charge.failed"', '"value": "charge.failed'));
  await expect(page.getByText(/Line \d+ is not JSON/)).toBeVisible();
  await page.getByRole('button', { name: /Show line/ }).click();
  await expect(editor).toBeFocused();
  await hasNoAxeViolations(page);

  await page.reload();
  await expect(page.getByText(/Line \d+ is not JSON/)).toBeVisible();
  await editor.fill(text.replace('Payment failed', 'Charge failed'));
  await page.keyboard.press('Control+s');
  await expect(page.getByText('The mapping is saved. It holds for what arrives from now on.')).toBeVisible();
  expect(puts).toMatchObject([{ preset: 'stripe', mapping: { rules: [{ name: 'Charge failed' }] }, signature: { secret: null } }]);
  expect(JSON.stringify(puts)).not.toContain('secret_set');
});

test('shows the place of every problem and goes there', async ({ page }) => {
  await fakeApi(page, {
    overrides: {
      'POST webhooks/try': { events: [], unmapped: 'The time cannot be read.', problems: [{ place: 'rules[0].time', sentence: 'There is no text at body.created.' }] },
      'PUT sources/s_4/webhook': problem(422, 'invalid_input', 'There is no conversion "cent".', 'mapping.rules[0].properties.amount.as'),
    },
  });
  await page.goto('/data/sources/s_4?tab=mapping');
  const editor = page.getByRole('textbox', { name: 'Mapping' });
  await page.getByRole('button', { name: 'rules[0].time' }).click();
  await expect(editor).toBeFocused();
  expect(await editor.evaluate((area: HTMLTextAreaElement) => area.value.slice(area.selectionStart, area.selectionEnd))).toContain('"time"');
  await editor.fill((await editor.inputValue()).replace('"cents"', '"cent"'));
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('There is no conversion "cent".')).toBeVisible();
  await page.getByRole('button', { name: 'mapping.rules[0].properties.amount.as' }).click();
  expect(await editor.evaluate((area: HTMLTextAreaElement) => area.value.slice(area.selectionStart, area.selectionEnd))).toContain('"cent"');
});

test('goes to a place far down in a long mapping', async ({ page }) => {
  const rules = Array.from({ length: 120 }, (_, i) => ({ when: { path: 'body.type', value: `type ${i}` }, name: `Rule ${i}` }));
  await fakeApi(page, {
    overrides: {
      'GET sources/s_4/webhook': { ...webhook, mapping: { rules } },
      'POST webhooks/try': { events: [], unmapped: null, problems: [{ place: 'rules[110].name', sentence: 'It is not good.' }, { place: 'body', sentence: 'It is not JSON.' }] },
    },
  });
  await page.goto('/data/sources/s_4?tab=mapping');
  await page.getByRole('button', { name: 'rules[110].name' }).click();
  const editor = page.getByRole('textbox', { name: 'Mapping' });
  const [inner, scrolled] = await editor.evaluate((area: HTMLTextAreaElement) => [
    area.scrollHeight - area.clientHeight, area.closest('[data-editor]')?.scrollTop ?? 0,
  ]);
  expect(inner).toBeLessThanOrEqual(1);
  expect(scrolled).toBeGreaterThan(5_000);
  await expect(page.getByRole('button', { name: 'body', exact: true })).toHaveCount(0);
});

test('keeps what was typed when somebody else has saved meanwhile', async ({ page }) => {
  let theirs = false;
  let saved: { mapping: { rules: { name: string }[] } } | null = null;
  await fakeApi(page, {
    overrides: {
      'GET sources/s_4/webhook': () => (theirs ? { ...webhook, mapping: { rules: [] } } : webhook),
      'PUT sources/s_4/webhook': (body: typeof saved) => {
        if (!theirs) {
          theirs = true;
          return problem(412, 'conflict', 'The webhook was changed.');
        }
        saved = body;
        return body;
      },
    },
  });
  await page.goto('/data/sources/s_4?tab=mapping');
  const editor = page.getByRole('textbox', { name: 'Mapping' });
  await editor.fill((await editor.inputValue()).replace('Payment failed', 'Mine'));
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Somebody else has changed this webhook meanwhile.')).toBeVisible();
  expect(await editor.inputValue()).toContain('Mine');
  await page.getByRole('button', { name: 'Save mine over it' }).click();
  await expect.poll(() => saved?.mapping.rules[0]?.name).toBe('Mine');
});

test('takes an unmapped input as the example, and replays', async ({ page }) => {
  await fakeApi(page);
  await page.goto('/data/sources/s_4?tab=unmapped');
  await expect(page.getByText('41 kept')).toBeVisible();
  await page.getByRole('button', { name: 'Replay all' }).click();
  await expect(page.getByText('3 inputs replayed, which made 2 events. 1 input still fits no rule.')).toBeVisible();
  const rows = page.getByRole('table', { name: 'Unmapped input' }).getByRole('row');
  await rows.nth(2).focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/input=%22899%22/);
  await hasNoAxeViolations(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Use as example' }).click();
  await expect(page).toHaveURL(/tab=mapping$/);
  await expect(page.getByRole('textbox', { name: 'Body of the example' })).toHaveValue(/cus_1/);
  await expect(page.getByRole('heading', { name: 'Becomes no event' })).toBeVisible();
});

test('says that nothing is unmapped', async ({ page }) => {
  await fakeApi(page, { overrides: { 'GET sources/s_4/unmapped': { items: [], total: 0, next_cursor: null } } });
  await page.goto('/data/sources/s_4?tab=unmapped');
  await expect(page.getByText('Everything that arrived was mapped')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Replay all' })).toBeDisabled();
});

for (const tab of ['setup', 'mapping', 'unmapped', 'live']) {
  test(`passes axe in every look: ${tab} of a webhook`, async ({ page }) => {
    await fakeApi(page);
    await passesAxeInEveryLook(page, { open: () => page.goto(`/data/sources/s_4?tab=${tab}`), settled: () => loaded(page) });
  });
}
