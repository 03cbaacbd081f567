import { expect, test } from 'vitest';
import { withComment, type MapComment } from '../../../../api';
import { keepDraft, readDraft } from './drafts';
import { matching, mentionAt, mentionedIn, piecesOf, withMention } from './mentions';
import { hasNew, isOf, openAt, threadsOf, threadWith } from './threads';

const said = (id: string, minute: number, part: Partial<MapComment> = {}): MapComment => {
  const at = new Date(Date.UTC(2026, 10, 23, 9, minute)).toISOString();
  return { id, parent: null, in: 'cells', thing: 'cel_1', text: id, mentions: [], by: { id: 'ada', name: 'Ada' }, created_at: at, updated_at: at, resolved_at: null, resolved_by: null, ...part };
};
const comments = [
  said('com_1', 1), said('com_2', 2, { thing: 'cel_2', resolved_at: '2026-11-23T10:00:00Z' }), said('com_3', 3, { by: { id: 'bo', name: 'Bo' } }),
  said('com_4', 9, { parent: 'com_1', by: { id: 'bo', name: 'Bo' }, mentions: ['cy'] }), said('com_5', 10, { parent: 'com_gone' }),
];

test('threads stand by what was last said in them, with their replies; a reply to nothing stands nowhere', () => {
  const threads = threadsOf(comments);
  expect(threads.map(({ first, replies }) => [first.id, replies.map(({ id }) => id)])).toEqual([['com_1', ['com_4']], ['com_3', []], ['com_2', []]]);
  expect(threadWith(threads, 'com_4')?.first.id).toBe('com_1');
  expect(threadWith(threads, 'com_5')).toBeUndefined();
  expect([...openAt(threads)]).toEqual([['cel_1', 2]]);
});

test('open, mine and resolved', () => {
  const of = (filter: Parameters<typeof isOf>[1], me: string) => threadsOf(comments).filter((thread) => isOf(thread, filter, me)).map(({ first }) => first.id);
  expect(of('open', 'ada')).toEqual(['com_1', 'com_3']);
  expect(of('resolved', 'ada')).toEqual(['com_2']);
  expect(of('mine', 'ada')).toEqual(['com_1']);
  expect(of('mine', 'bo')).toEqual(['com_1', 'com_3']);
  expect(of('mine', 'cy')).toEqual(['com_1']);
  expect(of('mine', 'dee')).toEqual([]);
});

test('what others said since is new; what one said oneself is not, and nothing is before one has ever looked', () => {
  const [first] = threadsOf(comments);
  expect(hasNew(first!, 'ada', '2026-11-23T09:08:00Z')).toBe(true);
  expect(hasNew(first!, 'bo', '2026-11-23T09:08:00Z')).toBe(false);
  expect(hasNew(first!, 'ada', '2026-11-23T09:09:00Z')).toBe(false);
  expect(hasNew(first!, 'ada', null)).toBe(false);
});

test('what is told twice is there once; what is removed goes with its replies', () => {
  expect(withComment(comments, { ...comments[0]!, text: 'other' }).map(({ text }) => text)).toEqual(['other', 'com_2', 'com_3', 'com_4', 'com_5']);
  expect(withComment(comments, said('com_6', 11))).toHaveLength(6);
  expect(withComment(comments, { id: 'com_1', removed: true }).map(({ id }) => id)).toEqual(['com_2', 'com_3', 'com_5']);
});

const people = [{ id: '1', name: 'Ada Lovelace' }, { id: '2', name: 'Ada' }, { id: '3', name: 'Émile Zola' }, { id: '4', name: 'Jean-Luc Dalí' }];

test('an @ begins a mention where a word begins, and ends with the line', () => {
  expect(mentionAt('hello @ad', 9)).toEqual({ from: 6, to: 9, query: 'ad' });
  expect(mentionAt('@', 1)).toEqual({ from: 0, to: 1, query: '' });
  expect(mentionAt('ada@example', 11)).toBeNull();
  expect(mentionAt('@ada\nand', 8)).toBeNull();
  expect(mentionAt('@ ada', 5)).toBeNull();
  expect(mentionAt('hello', 5)).toBeNull();
});

test('people are found by any word of their name, those whose name begins so first', () => {
  expect(matching(people, 'ad').map(({ id }) => id)).toEqual(['2', '1']);
  expect(matching(people, 'zo').map(({ id }) => id)).toEqual(['3']);
  expect(matching(people, 'luc').map(({ id }) => id)).toEqual(['4']);
  expect(matching(people, 'émile z').map(({ id }) => id)).toEqual(['3']);
  expect(matching(people, 'x')).toEqual([]);
  expect(matching(Array.from({ length: 500 }, (_, at) => ({ id: `${at}`, name: `A${at}` })), 'a')).toHaveLength(8);
});

test('a name is written in, and found again as the longer of two that fit', () => {
  const { text, caret } = withMention('so @ad, no?', { from: 3, to: 6, query: 'ad' }, 'Ada Lovelace');
  expect([text, caret]).toEqual(['so @Ada Lovelace, no?', 16]);
  expect(mentionedIn(text, people)).toEqual(['1']);
  expect(mentionedIn('@Ada and @Ada and a@Ada and @Adam', people)).toEqual(['2']);
  expect(piecesOf('@Ada: see', people)).toEqual([{ text: '@Ada', person: people[1] }, { text: ': see' }]);
  expect(piecesOf('<b>@nobody</b>', people)).toEqual([{ text: '<b>@nobody</b>' }]);
});

test('a draft is kept until it is empty, and a full device is no reason to stumble', () => {
  const kept = new Map<string, string>();
  const storage = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, text: string) => void kept.set(key, text), removeItem: (key: string) => void kept.delete(key) } as unknown as Storage;
  keepDraft('map.new', 'half a thought', storage);
  expect(readDraft('map.new', storage)).toBe('half a thought');
  keepDraft('map.new', '', storage);
  expect([readDraft('map.new', storage), kept.size]).toEqual(['', 0]);
  const full = { ...storage, setItem: () => { throw new Error('full'); } } as unknown as Storage;
  expect(() => keepDraft('map.new', 'x', full)).not.toThrow();
});
