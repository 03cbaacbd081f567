import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { apply, type Operation } from './operations';
import { rebase } from './rebase';
import { fixtureCases, refusedAt, type FixtureCase } from './testing/fixture';

const file = new URL('../../../../../tests/maps/changes.json', import.meta.url);
const seed = 20_261_123;

function written(cases: FixtureCase[]): string {
  return `[\n${cases.map((each) => JSON.stringify(each)).join(',\n')}\n]\n`;
}

// WEND_WRITE_FIXTURES=1 writes the file anew.
test('the fixture that the server is held against is the one this engine makes', () => {
  const text = written(fixtureCases(seed));
  if (process.env.WEND_WRITE_FIXTURES) writeFileSync(file, text);
  expect(readFileSync(file, 'utf8') === text).toBe(true);
});

test('every case of the fixture holds', () => {
  const cases = JSON.parse(readFileSync(file, 'utf8')) as FixtureCase[];
  expect(cases.length).toBeGreaterThan(280);
  for (const each of cases) {
    if (each.refused !== undefined) {
      expect(refusedAt(each), each.name).toBe(each.refused);
      continue;
    }
    const after = each.applied ? apply(each.document, each.applied) : each.document;
    const operations = each.applied ? rebase(each.operations as Operation[], each.applied) : (each.operations as Operation[]);
    if (each.rebased) expect(operations, each.name).toEqual(each.rebased);
    expect(apply(after, operations), each.name).toEqual(each.result);
  }
});
