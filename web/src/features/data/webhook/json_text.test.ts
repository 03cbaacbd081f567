import { describe, expect, it } from 'vitest';
import { headerLines, lineOfPlace, parseHeaders, parseObject, stepsOf } from './json_text';

const mapping = JSON.stringify(
  {
    note: 'a "rules" of its own',
    rules: [
      { when: { path: 'body.type', value: 'x' }, name: 'A', properties: { 'a.b': 1, amount: [1, { c: 2 }] } },
      { name: 'B', time: '{body.t}' },
    ],
  },
  null,
  2,
);
const lineWith = (text: string) => mapping.split('\n').findIndex((line) => line.includes(text)) + 1;

describe('the line of a place', () => {
  it('is found in objects and lists', () => {
    expect(lineOfPlace(mapping, 'rules')).toBe(lineWith('"rules": ['));
    expect(lineOfPlace(mapping, 'rules[0].when.path')).toBe(lineWith('body.type'));
    expect(lineOfPlace(mapping, 'rules[1]')).toBe(lineWith('"name": "B"') - 1);
    expect(lineOfPlace(mapping, 'rules[1].time')).toBe(lineWith('{body.t}'));
    expect(lineOfPlace(mapping, 'mapping.rules[0].properties.amount[1].c')).toBe(lineWith('"c": 2'));
    expect(lineOfPlace(mapping, 'rules[0].properties["a.b"]')).toBe(lineWith('a.b'));
  });

  it('is as deep as the place leads', () => {
    expect(lineOfPlace(mapping, 'rules[1].when.path')).toBe(lineOfPlace(mapping, 'rules[1]'));
    expect(lineOfPlace(mapping, 'rules[7]')).toBe(lineOfPlace(mapping, 'rules'));
    expect(lineOfPlace(mapping, 'body')).toBeNull();
    expect(lineOfPlace('', 'rules')).toBeNull();
    expect(lineOfPlace('{"rules": [', 'rules[0]')).toBe(1);
  });
});

it('takes a place apart', () => {
  expect(stepsOf('rules[12].properties.amount')).toEqual(['rules', 12, 'properties', 'amount']);
  expect(stepsOf('')).toEqual([]);
});

it('reads an object or says which line is wrong', () => {
  expect(parseObject('{"a": 1}').value).toEqual({ a: 1 });
  expect(parseObject('{\n  "a": 1\n  "b": 2\n}').problem?.line).toBe(3);
  expect(parseObject('[1]').problem?.sentence).toBe('It must be an object, in braces.');
  expect(parseObject(' ').problem?.sentence).toBe('It is empty.');
});

it('reads headers as they are pasted', () => {
  const both = { 'content-type': 'application/json', 'x-event': 'a: b' };
  expect(parseHeaders('Content-Type: application/json\nX-Event: a: b\n')).toEqual(both);
  expect(parseHeaders('{"Content-Type": "application/json", "X-Event": "a: b"}')).toEqual(both);
  expect(parseHeaders('nothing here')).toEqual({});
  expect(parseHeaders(headerLines(both))).toEqual(both);
});
