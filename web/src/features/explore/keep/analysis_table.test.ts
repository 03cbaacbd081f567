import { expect, it } from 'vitest';
import { analysisTable } from './analysis_table';

const share = { share: 0.5, of: 10, count: 5, low: 0.2, high: 0.8 };

it('has a row a cell, with its denominator and interval, and no names of lists', () => {
  const cell = { from: 0, to: 1, share, people: 5, ref: 'period:0' };
  const result = { curve: [{ ...cell, lost_people: 5, lost_ref: 'x' }], cohorts: [{ from: '2026-01-05', size: 10, cells: [{ ...cell, incomplete: true }] }] };
  const table = analysisTable({ kind: 'retention', start: {} }, { kind: 'retention', result } as never);
  expect(table).toEqual([
    ['cohort', 'size', 'from', 'to', 'share', 'share_of', 'share_count', 'share_low', 'share_high', 'people', 'lost_people', 'incomplete'],
    [null, null, 0, 1, 0.5, 10, 5, 0.2, 0.8, 5, 5, null],
    ['2026-01-05', 10, 0, 1, 0.5, 10, 5, 0.2, 0.8, 5, null, true],
  ]);
});

it('has a row a model and touch', () => {
  const result = { models: [{ id: 'm0', name: 'Linear' }], channels: [{ label: 'ads', touches: 9, people: 7, ref: 'c', credits: [{ model: 'm0', conversions: 2.5, share: 0.25, low: null, high: null }] }] };
  expect(analysisTable({ kind: 'attribution', conversion: {} }, { kind: 'attribution', result } as never)).toEqual([
    ['label', 'touches', 'people', 'model', 'conversions', 'share', 'low', 'high'],
    ['ads', 9, 7, 'Linear', 2.5, 0.25, null, null],
  ]);
});
