import { expect, test } from 'vitest';
import type { Design } from '../../../api';
import { changed, dropped, grouped, moved, removed, ungrouped, type StepPlace } from './design_groups';
import { readDesign, writeDesign, type DesignStep } from './design_steps';

const edit = (design: Design, change: (steps: DesignStep[]) => DesignStep[]) => writeDesign({ steps: change(readDesign(design).steps) });
const group = (...any_order: Design[]): Design => ({ any_order });
const at = (place: number, member?: number): StepPlace => (member === undefined ? { at: place } : { at: place, member });

test('steps are put into a group in the order they stand', () => {
  expect(edit(['A', 'B', 'C'], (steps) => grouped(steps, at(1), 0))).toEqual([group('A', 'B'), 'C']);
  expect(edit(['A', 'B', 'C'], (steps) => grouped(steps, at(0), 1))).toEqual([group('A', 'B'), 'C']);
  expect(edit([group('A', 'B'), 'C'], (steps) => grouped(steps, at(1), 0))).toEqual([group('A', 'B', 'C')]);
  expect(edit(['A', group('B', 'C')], (steps) => grouped(steps, at(0), 1))).toEqual([group('A', 'B', 'C')]);
  expect(edit([group('A', 'B'), group('C', 'D')], (steps) => grouped(steps, at(1), 0))).toEqual([group('A', 'B', 'C', 'D')]);
  // A member goes from one group to another, and what is left of it is no group.
  expect(edit([group('A', 'B'), 'C'], (steps) => grouped(steps, at(0, 1), 1))).toEqual(['A', group('B', 'C')]);
});

test('a group that may be missing is no part of another', () => {
  const design: Design = ['A', { optional: group('B', 'C') }];
  expect(edit(design, (steps) => grouped(steps, at(1), 0))).toEqual(design);
  expect(edit(design, (steps) => grouped(steps, at(0), 1))).toEqual([{ optional: group('A', 'B', 'C') }]);
  // With one member left, that one may be missing.
  expect(edit(design, (steps) => removed(steps, at(1, 0)))).toEqual(['A', { optional: 'C' }]);
});

test('moving takes a member out on that side, and goes around groups', () => {
  expect(edit(['A', group('B', 'C', 'D')], (steps) => moved(steps, at(1, 1), -1))).toEqual(['A', 'C', group('B', 'D')]);
  expect(edit([group('B', 'C'), 'E'], (steps) => moved(steps, at(0, 0), 1))).toEqual(['C', 'B', 'E']);
  expect(edit([group('A', 'B'), 'C'], (steps) => moved(steps, at(1), -1))).toEqual(['C', group('A', 'B')]);
  expect(edit(['A', 'B'], (steps) => moved(steps, at(0), -1))).toEqual(['A', 'B']);
  expect(edit(['A', 'B'], (steps) => moved(steps, at(1), 1))).toEqual(['A', 'B']);
});

test('a group is taken apart, its members are changed and removed', () => {
  expect(edit(['A', group('B', 'C'), 'D'], (steps) => ungrouped(steps, 1))).toEqual(['A', 'B', 'C', 'D']);
  expect(edit(['A', group('B', 'C')], (steps) => changed(steps, at(1, 1), { labels: ['X'], optional: true }))).toEqual(['A', group('B', { optional: 'X' })]);
  expect(edit(['A', group('B', 'C')], (steps) => removed(steps, at(1, 0)))).toEqual(['A', 'C']);
  expect(edit(['A', group('B', 'C')], (steps) => removed(steps, at(1)))).toEqual(['A']);
});

test('what is dragged stands before what it was dropped on', () => {
  expect(edit(['A', 'B', 'C'], (steps) => dropped(steps, at(0), 2))).toEqual(['B', 'A', 'C']);
  expect(edit(['A', 'B', 'C'], (steps) => dropped(steps, at(2), 0))).toEqual(['C', 'A', 'B']);
  expect(edit(['A', 'B', 'C'], (steps) => dropped(steps, at(0), 3))).toEqual(['B', 'C', 'A']);
  expect(edit([group('A', 'B'), 'C'], (steps) => dropped(steps, at(0, 0), 2))).toEqual(['B', 'C', 'A']);
  expect(edit(['C', group('A', 'B')], (steps) => dropped(steps, at(1, 1), 0))).toEqual(['B', 'C', 'A']);
});
