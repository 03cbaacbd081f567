import { expect as plainExpect, test, type Page } from '@playwright/test';
import { passesAxeInEveryLook } from './axe';
import { fakeApi } from './fixtures/fake_api.mjs';

const expect = plainExpect.configure({ timeout: 20_000 });

const parts = ['says', 'thinks', 'does', 'feels', 'hears', 'sees', 'pains', 'gains'] as const;

function persona(name: string, more: object = {}) {
  return {
    id: 'per_1', name, role: '', portrait: null, colour: 0, motto: '', about: '', facts: [],
    goals: [] as string[], needs: [] as string[], pains: [] as string[], motivations: [] as string[], behaviours: [] as string[],
    empathy: Object.fromEntries(parts.map((part) => [part, [] as string[]])),
    segment: null, evidence: 'none', source: '', owner: null, tags: [], maps: [], version: 1,
    created_at: '2026-11-01T08:00:00+00:00', updated_at: '2026-11-01T08:00:00+00:00', created_by: null, ...more,
  };
}

/** A server with one persona, which really keeps what is sent; `meanwhile` is what somebody else changed before the first save. */
async function open(page: Page, kept: ReturnType<typeof persona>, meanwhile?: object) {
  const state = { kept, puts: 0 };
  await fakeApi(page, {
    overrides: {
      'GET personas': () => ({ items: [state.kept], next_cursor: null }),
      'GET personas/per_1': () => state.kept,
      'PUT personas/per_1': (sent: object) => {
        state.puts += 1;
        if (meanwhile && state.puts === 1) {
          state.kept = { ...state.kept, ...meanwhile, version: state.kept.version + 1 };
          return { raw: { status: 409, contentType: 'application/problem+json', body: JSON.stringify({ status: 409, code: 'conflict', title: 'Changed', detail: 'Somebody changed this persona meanwhile.' }) } };
        }
        state.kept = { ...state.kept, ...sent, version: state.kept.version + 1 };
        return state.kept;
      },
    },
  });
  return state;
}

const saved = (page: Page) => expect(page.getByRole('status').filter({ hasText: 'All changes saved' })).toBeVisible();

test('a persona is written where it is read, and saved by itself', async ({ page }) => {
  const state = await open(page, persona('Maren'));
  await page.goto('/journeys/personas');
  await page.getByRole('link', { name: /Maren/ }).click();
  await page.getByLabel('In three words').fill('Busy parent of two');
  const goals = page.getByRole('list', { name: 'Goals' });
  await goals.getByRole('textbox').first().click();
  await page.keyboard.type('Be home by six');
  await page.keyboard.press('Enter');
  await page.keyboard.type('No second visit');
  await page.keyboard.press('Alt+ArrowUp');
  await saved(page);
  await expect.poll(() => state.kept.goals).toEqual(['No second visit', 'Be home by six']);
  expect(state.kept.role).toBe('Busy parent of two');
  await page.keyboard.press('Control+z');
  await expect.poll(() => state.kept.goals).toEqual(['Be home by six', 'No second visit']);
  await page.reload();
  await expect(goals.getByRole('textbox').first()).toHaveValue('Be home by six');
});

test('what two people write at once is all kept', async ({ page }) => {
  const state = await open(page, persona('Maren'), { motto: 'By six, please' });
  await page.goto('/journeys/personas/per_1');
  await page.getByRole('list', { name: 'Says' }).getByRole('textbox').first().fill('I did that already');
  await expect.poll(() => state.kept.empathy.says).toEqual(['I did that already']);
  expect(state.kept.motto).toBe('By six, please');
  await expect(page.getByLabel('Motto')).toHaveValue('By six, please');
});

test('lines that are pasted become lines, and hostile text stays text', async ({ page }) => {
  const state = await open(page, persona('<img src=x onerror=alert(1)>'));
  page.on('dialog', () => expect(false, 'something was executed').toBe(true));
  await page.goto('/journeys/personas/per_1');
  await page.getByRole('list', { name: 'Needs' }).getByRole('textbox').first().fill('<script>alert(1)</script>\nTwo\r\nThree');
  await expect.poll(() => state.kept.needs).toEqual(['<script>alert(1)</script>', 'Two', 'Three']);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('<img src=x onerror=alert(1)>');
});

test('without a name nothing is saved, and it says so', async ({ page }) => {
  const state = await open(page, persona('Maren'));
  await page.goto('/journeys/personas/per_1');
  await page.getByLabel('Name').fill('');
  await expect(page.getByText('Without a name nothing is saved.')).toBeVisible();
  await page.getByLabel('Name').fill('Olu');
  await saved(page);
  expect(state.kept.name).toBe('Olu');
});

test('passes axe in every look', async ({ page }) => {
  await open(
    page,
    persona('Maren Holt', {
      role: 'Busy parent of two', motto: 'I have ten minutes, and they are gone.', goals: ['Be home by six'], pains: ['Typing the address twice'],
      facts: [{ label: 'Age', value: '38' }], evidence: 'researched', source: 'Twelve interviews',
      empathy: { ...persona('').empathy, says: ['Again?'], feels: ['Hurried'] }, maps: [{ id: 'map_1', title: 'Buying on the phone' }],
    }),
  );
  await passesAxeInEveryLook(page, { open: () => page.goto('/journeys/personas/per_1'), settled: () => saved(page) });
  await passesAxeInEveryLook(page, { open: () => page.goto('/journeys/personas'), settled: () => expect(page.getByRole('link', { name: /Maren Holt/ })).toBeVisible() });
});
