import { expect as plainExpect, test } from '@playwright/test';
import { loaded, passesAxeInEveryLook } from './axe';
import { answer } from './fixtures/answers.mjs';
import { exploreAnswer } from './fixtures/explore_answers.mjs';
import { fakeApi } from './fixtures/fake_api.mjs';

const expect = plainExpect.configure({ timeout: 20_000 });
test.setTimeout(120_000);

const told = (document: { kind: string }) => ({
  ...answer('POST', 'query', document),
  ...(document.kind === 'journey' ? { result: exploreAnswer(document)?.result } : {}),
});

test('a mark becomes a touchpoint, the picture goes by touchpoints, and undo takes it back', async ({ page }) => {
  const sent: unknown[] = [];
  await fakeApi(page, {
    overrides: {
      'POST query': told,
      'POST touchpoints': (body: object) => {
        sent.push(body);
        return answer('POST', 'touchpoints', body);
      },
      'DELETE touchpoints/tpt_made': () => {
        sent.push('removed');
        return { raw: { status: 204 } };
      },
    },
  });
  await page.goto('/explore?kind=paths&start=event:Checkout+started&steps=4');
  await page.getByRole('button', { name: /^Shipping → Cart: [\d,]+ people/ }).first().click();
  await page.getByRole('menuitem', { name: 'Make a touchpoint…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Make a touchpoint' });
  await expect(dialog.getByLabel('Name', { exact: true })).toHaveValue('Shipping and Cart');
  const events = dialog.getByRole('list', { name: 'Events of the touchpoint' });
  await expect(events.getByRole('listitem')).toHaveText([/Shipping/, /Cart/]);
  await dialog.getByLabel('Name', { exact: true }).fill('Packing');
  await dialog.getByRole('combobox', { name: 'Stage' }).click();
  await page.getByRole('option', { name: 'Purchase' }).click();
  await dialog.getByRole('button', { name: 'Make touchpoint' }).click();
  await expect(page.getByText('“Packing” is a touchpoint now.')).toBeVisible();
  await expect(page).toHaveURL(/by=touchpoint/);
  expect(sent).toEqual([{ name: 'Packing', description: '', events: ['Shipping', 'Cart'], stage: 'Purchase', role: null }]);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => sent.at(-1)).toBe('removed');
});

test('says which touchpoint an event belongs to already', async ({ page }) => {
  await fakeApi(page, {
    overrides: {
      'POST query': told,
      'POST touchpoints': {
        raw: {
          status: 422,
          contentType: 'application/problem+json',
          body: JSON.stringify({
            title: 'The question is wrong', status: 422, code: 'invalid_input', field: 'events[0]', hint: 'Take it out there first.',
            detail: 'The event "Cart" belongs to the touchpoint "Buying" already.',
          }),
        },
      },
    },
  });
  await page.goto('/data/touchpoints');
  await page.getByRole('button', { name: 'Make a touchpoint' }).click();
  const dialog = page.getByRole('dialog', { name: 'Make a touchpoint' });
  await dialog.getByLabel('Name', { exact: true }).fill('Basket');
  await dialog.getByRole('option', { name: /^Cart/ }).click();
  await dialog.getByRole('button', { name: 'Make touchpoint' }).click();
  await expect(dialog.getByRole('alert')).toHaveText('The event "Cart" belongs to the touchpoint "Buying" already. Take it out there first.');
});

test('touchpoints are listed, changed and removed', async ({ page }) => {
  const sent: unknown[] = [];
  await fakeApi(page, {
    overrides: {
      'PUT touchpoints/tpt_help': (body: object) => {
        sent.push(body);
        return answer('PUT', 'touchpoints/tpt_help', body);
      },
      'DELETE touchpoints/tpt_buy': () => {
        sent.push('removed');
        return { raw: { status: 204 } };
      },
    },
  });
  await page.goto('/data/catalogue');
  await page.getByRole('radiogroup', { name: 'Part of the data' }).getByText('Touchpoints').click();
  const table = page.getByRole('table', { name: 'Named touchpoints' });
  await expect(table.getByText('Nobody sends "Hotline called", of the touchpoint "Help".')).toBeVisible();
  await table.getByRole('button', { name: 'Change Help' }).click();
  const dialog = page.getByRole('dialog', { name: 'Change “Help”' });
  await dialog.getByRole('button', { name: 'Take out Hotline called' }).click();
  await dialog.getByLabel('Name', { exact: true }).fill('Asking for help');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('“Asking for help” was changed.')).toBeVisible();
  expect(sent).toEqual([{ name: 'Asking for help', description: '', events: ['Support chat'], stage: null, role: 'contact' }]);
  await table.getByRole('button', { name: 'Remove Buying' }).click();
  await expect(page.getByText('“Buying” was removed; its events are where they were before.')).toBeVisible();
  expect(sent.at(-1)).toBe('removed');
});

test('the list and the dialog pass axe in every look', async ({ page }) => {
  await fakeApi(page);
  await passesAxeInEveryLook(page, { open: () => page.goto('/data/touchpoints'), settled: () => loaded(page) });
  const dialog = page.getByRole('dialog', { name: 'Make a touchpoint' });
  await passesAxeInEveryLook(page, {
    open: () => page.getByRole('button', { name: 'Make a touchpoint' }).click(),
    settled: () => expect(dialog.getByRole('option', { name: /^Cart/ })).toBeVisible(),
  });
});
