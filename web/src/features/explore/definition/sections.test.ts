import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { exploreKinds } from '../ask/kinds';
import { blocksOf, sectionOf } from './sections';

const language = readFileSync(new URL('../../../../../docs/query-language.md', import.meta.url), 'utf8');

test('every kind of Explore is defined in the description of the query language', () => {
  for (const kind of exploreKinds) {
    const blocks = blocksOf(sectionOf(language, kind));
    expect(blocks.length, kind).toBeGreaterThan(0);
    expect(blocks.map((block) => JSON.stringify(block)).join(''), kind).toContain('Result: ');
    expect(JSON.stringify(blocks), kind).not.toContain('### ');
  }
});

test('texts, lists and tables are told apart', () => {
  expect(blocksOf('One\ntwo.\n- a\n- b\n\n| x | y |\n|---|---|\n| `a \\| b` | 2 |\n\nThree.\n#### More')).toEqual([
    { form: 'text', text: 'One two.' },
    { form: 'list', items: ['a', 'b'] },
    { form: 'table', head: ['x', 'y'], rows: [['`a | b`', '2']] },
    { form: 'text', text: 'Three.' },
    { form: 'head', text: 'More' },
  ]);
});
