import { emptyDocument, type MapDocument } from '../fields';
import { apply, Refused, type Operation } from '../operations';
import { rebase } from '../rebase';
import { Random, randomDocument, randomOperations } from './random';

/** What both implementations of the document, this one and the server's, are held against. */
export interface FixtureCase {
  name: string;
  document: MapDocument;
  /** What was applied to the document before, where `operations` are rebased. */
  applied?: Operation[];
  operations: unknown[];
  /** `operations` carried over `applied`. */
  rebased?: Operation[];
  /** The document after everything. */
  result?: MapDocument;
  /** Where the first operation stands that must be refused. */
  refused?: string;
}

const stage = 'stg_aaaaaaaaaaaa';
const step = 'stp_aaaaaaaaaaaa';
const lane = 'lan_aaaaaaaaaaaa';
const cell = 'cel_aaaaaaaaaaaa';
const fresh = 'cel_bbbbbbbbbbbb';
const small: MapDocument = {
  ...emptyDocument(),
  about: { title: 'Buying' },
  stages: { [stage]: { order: 'a0', title: 'Purchase' } },
  steps: { [step]: { order: 'a0', stage, title: 'Pays' } },
  lanes: { [lane]: { order: 'a0', kind: 'voice', title: 'Thinks' } },
  cells: { [cell]: { lane, step, order: 'a0', text: 'Did 😀 it?' } },
};
const set = (field: string, value: unknown, id = cell, part = 'cells') => ({ op: 'set', in: part, id, field, value });
const edit = (change: unknown, id = cell, field = 'text', part = 'cells') => ({ op: 'edit', in: part, id, field, edit: change });
const add = (value: unknown, id = fresh, part = 'cells') => ({ op: 'add', in: part, id, value });
const fine = set('evidence', 'measured');
const placed = { lane, step, order: 'a1' };
const deep = (depth: number): object => (depth === 1 ? {} : { in: deep(depth - 1) });

/** What each is refused for stands at the place after it, in the last operation. */
const refusals: [string, unknown, string][] = [
  ['an operation that there is not', { op: 'move', in: 'cells', id: cell }, 'op'],
  ['a part that there is not', { op: 'remove', in: 'rows', id: cell }, 'in'],
  ['a part called as what every object has', { op: 'remove', in: 'constructor', id: cell }, 'in'],
  ['removing what the map is about', { op: 'remove', in: 'about', id: 'about' }, 'in'],
  ['restoring what the map is about', { op: 'restore', in: 'about', id: 'about' }, 'in'],
  ['adding another about', { op: 'add', in: 'about', id: 'about', value: {} }, 'in'],
  ['removing what is not there', { op: 'remove', in: 'cells', id: fresh }, 'id'],
  ['restoring what is not there', { op: 'restore', in: 'cells', id: fresh }, 'id'],
  ['setting what is not there', set('evidence', 'measured', fresh), 'id'],
  ['editing what is not there', edit(['x'], fresh), 'id'],
  ['an id that every object has', set('evidence', 'measured', '__proto__'), 'id'],
  ['about by another id', set('status', 'published', 'map', 'about'), 'id'],
  ['a field that there is not', set('colour', 'red'), 'field'],
  ['a field of another part', set('title', 'x'), 'field'],
  ['a field that every object has', set('toString', 'x'), 'field'],
  ['setting a text', set('text', 'x'), 'field'],
  ['setting whether it is removed', set('removed', true), 'field'],
  ['editing what is no text', edit(['x'], cell, 'source'), 'field'],
  ['a choice that there is not', set('evidence', 'proven'), 'value'],
  ['a number as a text', set('value', '1'), 'value'],
  ['a number above its bounds', set('value', 2.01), 'value'],
  ['a number below its bounds', set('value', -2.5), 'value'],
  ['no required field', set('lane', null), 'value'],
  ['no order', set('order', null), 'value'],
  ['an order with a sign', set('order', 'a-0'), 'value'],
  ['an empty order', set('order', ''), 'value'],
  ['an order of 101 letters', set('order', 'a'.repeat(101)), 'value'],
  ['a thing that is not there', set('lane', 'lan_cccccccccccc'), 'value'],
  ['a thing of another part', set('lane', step), 'value'],
  ['an id that is a number', set('step', 7), 'value'],
  ['a yes that is a number', set('moment', 1), 'value'],
  ['a line with a break', set('source', 'two\nlines'), 'value'],
  ['a line with a control character', set('source', 'a\u0007'), 'value'],
  ['a line of 501 bytes', set('source', 'x'.repeat(501)), 'value'],
  ['a line of 501 bytes in 251 characters', set('source', `${'é'.repeat(250)}x`), 'value'],
  ['an address of a script', set('link', 'javascript:alert(1)'), 'value'],
  ['an address of data', set('link', 'data:text/html,x'), 'value'],
  ['a reference of 101 bytes', set('image', 'x'.repeat(101)), 'value'],
  ['an empty reference', set('image', ''), 'value'],
  ['a day that there is not', set('review_on', '2026-02-30', 'about', 'about'), 'value'],
  ['a date written otherwise', set('review_on', '30.11.2026', 'about', 'about'), 'value'],
  ['a date with a time', set('review_on', '2026-11-30T00:00:00Z', 'about', 'about'), 'value'],
  ['51 lines', set('tags', Array.from({ length: 51 }, (_, at) => `tag ${at}`), 'about', 'about'), 'value'],
  ['a line twice', set('tags', ['a', 'b', 'a'], 'about', 'about'), 'value[2]'],
  ['an empty line among lines', set('tags', ['a', ''], 'about', 'about'), 'value[1]'],
  ['a number among lines', set('tags', [4], 'about', 'about'), 'value[0]'],
  ['lines that are no list', set('tags', 'a', 'about', 'about'), 'value'],
  ['data that is a list', set('options', [1]), 'value'],
  ['data that is a text', set('options', '{}'), 'value'],
  ['data 17 deep', set('options', deep(17)), 'value'],
  ['data of more than 20,000 bytes', set('options', { x: 'y'.repeat(20_000) }), 'value'],
  ['a predicate that is a text', set('binding', 'Cart'), 'value'],
  ['an edit beyond the end', edit([10, 'x']), 'edit'],
  ['an edit that takes more than there is', edit([-10]), 'edit'],
  ['an edit that is a text', edit('x'), 'edit'],
  ['an edit that keeps nothing', edit([0, 'x']), 'edit[0]'],
  ['an edit that inserts nothing', edit([1, '']), 'edit[1]'],
  ['an edit of half a character', edit([1.5, 'x']), 'edit[0]'],
  ['an edit of a list', edit([['x']]), 'edit[0]'],
  ['an edit of null', edit([null]), 'edit[0]'],
  ['an edit with a control character', edit(['a\u0000b']), 'edit'],
  ['an edit beyond 10,000 characters', edit(['x'.repeat(9_992)]), 'edit'],
  ['an id that is there already', add(placed, cell), 'id'],
  ['an id of another part', add(placed, 'stp_bbbbbbbbbbbb'), 'id'],
  ['an id of 11 letters', add(placed, 'cel_bbbbbbbbbbb'), 'id'],
  ['an id of 33 letters', add(placed, `cel_${'b'.repeat(33)}`), 'id'],
  ['an id with a sign', add(placed, 'cel_bbbbbbbbbbb-'), 'id'],
  ['an id with an accent', add(placed, 'cel_bbbbbbbbbbbé'), 'id'],
  ['a thing without its lane', add({ step, order: 'a1' }), 'value.lane'],
  ['a thing without its order', add({ lane, step }), 'value.order'],
  ['a thing with a lane of null', add({ ...placed, lane: null }), 'value.lane'],
  ['a thing with a field that there is not', add({ ...placed, colour: 'red' }), 'value.colour'],
  ['a thing that is removed', add({ ...placed, removed: true }), 'value.removed'],
  ['a thing with a wrong field', add({ ...placed, value: 3 }), 'value.value'],
  ['a thing at a step that is not there', add({ ...placed, step: 'stp_cccccccccccc' }), 'value.step'],
  ['a thing with a text too long', add({ ...placed, text: '😀'.repeat(10_001) }), 'value.text'],
  ['a thing that is a list', add([]), 'value'],
  ['a thing that is null', add(null), 'value'],
];

/** Fine at the very edge of what is allowed, or fine although it looks odd. */
const takings: [string, unknown[]][] = [
  ['10,000 characters', [edit([9, 'x'.repeat(9_991)])]],
  ['10,000 characters beyond the first plane', [add({ ...placed, text: '😀'.repeat(10_000) })]],
  ['a line of 500 bytes', [set('source', 'é'.repeat(250))]],
  ['data 16 deep', [set('options', deep(16))]],
  ['taking away one character of two code units', [edit([4, -1])]],
  ['an edit that is not in its shortest form', [edit([1, 1, 'a', 'b', -1, -1, 'c', 3])]],
  ['an edit of nothing', [edit([])]],
  ['a text that is emptied', [edit([-9])]],
  ['tabs and line breaks', [edit(['a\tb\nc'])]],
  ['setting what it is already', [set('evidence', 'none'), set('moment', false), set('options', {}), set('source', '')]],
  ['setting and unsetting', [set('evidence', 'measured'), set('value', 0), set('evidence', null), set('value', null)]],
  ['removing twice', [{ op: 'remove', in: 'cells', id: cell }, { op: 'remove', in: 'cells', id: cell }]],
  ['restoring what was not removed', [{ op: 'restore', in: 'cells', id: cell }]],
  ['writing into what is removed', [{ op: 'remove', in: 'cells', id: cell }, edit([9, ' Yes.']), fine]],
  ['placing in a lane that is removed', [{ op: 'remove', in: 'lanes', id: lane }, add(placed)]],
  ['removing a stage and nothing in it', [{ op: 'remove', in: 'stages', id: stage }]],
  ['what refers to what was added before it', [
    add({ order: 'b', title: 'Retention' }, 'stg_bbbbbbbbbbbb', 'stages'), add({ order: 'a', stage: 'stg_bbbbbbbbbbbb' }, 'stp_bbbbbbbbbbbb', 'steps'),
    add({ ...placed, step: 'stp_bbbbbbbbbbbb', to: step }), set('to', 'stp_bbbbbbbbbbbb'),
  ]],
  ['defaults that are written', [add({ ...placed, evidence: 'none', tone: 'none', text: '', moment: false, options: {}, to: null, value: null })]],
  ['nothing', []],
];

const pairs: [string, unknown, unknown][] = [
  ['both at the beginning', ['a'], ['b']],
  ['both at the end', [9, 'a'], [9, 'b']],
  ['both in the middle', [4, 'a'], [4, 'b']],
  ['one inside of what the other takes away', [3, 'a'], [1, -5]],
  ['one takes away around what the other inserts', [1, -5], [3, 'a']],
  ['both take away the same', [1, -3], [1, -3]],
  ['both take away what overlaps', [1, -3], [3, -3]],
  ['both replace the same', [1, 'ab', -3], [1, 'cd', -3]],
  ['one replaces within what the other replaces', [2, 'x', -1], [1, 'yz', -4]],
  ['both insert at one end of what one takes away', [4, 'x'], [1, 'y', -3]],
  ['taking away first, then inserting', [1, -3, 'x'], [1, -3, 'y']],
  ['one empties', [-9], [4, 'x', 2, 'y']],
  ['the other empties', [4, 'x', 2, 'y'], [-9]],
  ['a character of two code units', [4, -1], [4, '👩‍💻', -1]],
];

export function fixtureCases(seed: number): FixtureCase[] {
  const cases: FixtureCase[] = [];
  const taken = (name: string, document: MapDocument, operations: unknown[]) =>
    cases.push({ name, document, operations, result: apply(document, operations as Operation[]) });
  const rebased = (name: string, document: MapDocument, applied: unknown[], operations: unknown[]) => {
    const carried = rebase(operations as Operation[], applied as Operation[]);
    const result = apply(apply(document, applied as Operation[]), carried);
    cases.push({ name, document, applied: applied as Operation[], operations, rebased: carried, result });
  };
  for (const [name, operations] of takings) taken(name, small, operations);
  refusals.forEach(([name, operation, place], at) => {
    const operations = Array.from({ length: at % 3 }, () => fine).concat(operation as never);
    cases.push({ name, document: small, operations, refused: `operations[${at % 3}].${place}` });
  });
  for (const [name, theirs, mine] of pairs) rebased(name, small, [edit(theirs)], [edit(mine)]);
  rebased('two edits over two edits', small, [edit([2, 'x']), edit([-1])], [edit([9, 'y']), edit([4, -2, 'z'])]);
  rebased('sets stay as they are', small, [fine, edit(['x'])], [set('evidence', 'assumed'), set('value', 1)]);
  rebased('texts of other fields and things', small, [edit(['x'], step, 'title', 'steps')], [edit(['y'], step, 'note', 'steps'), edit(['z'], stage, 'title', 'stages')]);
  rebased('an edit in what was removed', small, [{ op: 'remove', in: 'cells', id: cell }], [edit([9, ' Yes.'])]);
  rebased('an edit of a text that was added and is written by both', small, [edit(['a'])], [add({ ...placed, text: 'new' }), edit([3, 'er'], fresh), edit(['b'])]);
  const random = new Random(seed);
  for (let at = 0; at < 90; at += 1) {
    const document = randomDocument(random, 6 + random.below(10));
    taken(`random ${at}`, document, randomOperations(random, document, 2 + random.below(10)));
  }
  const writing = { text: 12, set: 2, add: 2, remove: 1, restore: 1 };
  for (let at = 0; at < 90; at += 1) {
    const document = randomDocument(random, 4 + random.below(5));
    rebased(`random rebase ${at}`, document, randomOperations(random, document, 1 + random.below(8), writing), randomOperations(random, document, 1 + random.below(8), writing));
  }
  return cases;
}

/** Where the operations of a case are refused, or null. */
export function refusedAt({ document, operations }: FixtureCase): string | null {
  try {
    apply(document, operations as Operation[]);
    return null;
  } catch (error) {
    if (error instanceof Refused) return error.place;
    throw error;
  }
}
