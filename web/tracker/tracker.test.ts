// @vitest-environment jsdom
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { makesRage } from './clicks';
import { fingerprintOf, placeIn } from './errors';
import { markOf } from './leave';
import { addressOf, options } from './options';
import { retryDelayMs } from './queue';
import { newId, overhear, stringify } from './safe';
import { selectorOf, textOf } from './selector';
import { interactionDelay, layoutShift } from './vitals';
import { scriptTag, snippet } from '../src/features/data/snippet';

const element = (html: string, selector: string): Element => {
  document.body.innerHTML = html;
  return document.querySelector(selector)!;
};

describe('selectors', () => {
  test('prefer what the author said, and never use class names', () => {
    expect(selectorOf(element('<button data-wend="pay" id="p" name="n" class="x">Pay</button>', 'button'))).toBe('[data-wend="pay"]');
    expect(selectorOf(element('<button id="p" name="n">Pay</button>', 'button'))).toBe('#p');
    expect(selectorOf(element('<button id="radix-7" name="n">Pay</button>', 'button'))).toBe('button[name="n"]');
    expect(selectorOf(element('<button id=":r1:" class="css-1a2b">Pay  now</button>', 'button'))).toBe('button "Pay now"');
    expect(selectorOf(element('<i role="button" class="icon" aria-label="Close">x</i>', 'i'))).toBe('button "Close"');
    expect(selectorOf(element('<main id="m"><div><p></p><p class="a"></p></div></main>', '.a'))).toBe('#m > div:nth-child(1) > p:nth-child(2)');
  });

  test('never say what somebody typed, nor what is masked', () => {
    expect(textOf(element('<input value="ada">', 'input'))).toBe('');
    expect(textOf(element('<button>Save <textarea>secret</textarea></button>', 'button'))).toBe('');
    expect(textOf(element('<div data-wend-mask><button>Ada</button></div>', 'button'))).toBe('');
    expect(textOf(element('<button value="4711">Pay</button>', 'button'))).toBe('Pay');
    expect(textOf(element(`<button>${'long '.repeat(50)}</button>`, 'button'))).toHaveLength(60);
  });
});

describe('addresses', () => {
  beforeEach(() => Object.assign(options, { query: '', hash: '' }));
  test('lose their query but for what is wanted, and their hash unless it is the page', () => {
    const address = 'https://shop.example/a/b?email=ada&page=2&q=#/in/7?x=1';
    expect(addressOf(address)).toEqual({ url: 'https://shop.example/a/b', path: '/a/b' });
    options.query = 'page lang';
    expect(addressOf(address).url).toBe('https://shop.example/a/b?page=2');
    options.hash = 'on';
    expect(addressOf(address)).toEqual({ url: 'https://shop.example/a/b?page=2#/in/7', path: '/a/b#/in/7' });
  });
});

describe('measures', () => {
  test('a burst of three clicks within a second and thirty pixels is rage, once', () => {
    const at = (clicks: [number, number, number][]) => clicks.map(([x, y, ms]) => makesRage(x, y, ms));
    expect(at([[10, 10, 0], [12, 9, 300], [11, 11, 600], [11, 11, 900], [11, 11, 1_500]])).toEqual([false, false, true, false, false]);
    expect(at([[10, 10, 10_000], [12, 9, 10_600], [11, 11, 11_200]])).toEqual([false, false, false]);
    expect(at([[10, 10, 20_000], [50, 9, 20_100], [90, 11, 20_200]])).toEqual([false, false, false]);
  });

  test('the scroll depth is the highest mark that was reached', () => {
    expect([0, 24.9, 25, 60, 89.9, 90, 100.1].map(markOf)).toEqual([0, 0, 25, 50, 75, 90, 100]);
  });

  test('layout shifts add up within windows of five seconds without a gap of one', () => {
    const shift = layoutShift();
    expect(shift(0.1, 100)).toBeCloseTo(0.1);
    expect(shift(0.2, 900)).toBeCloseTo(0.3);
    expect(shift(0.15, 2_000)).toBeCloseTo(0.3); // a gap
    expect(shift(0.1, 2_900)).toBeCloseTo(0.3);
    expect(shift(0.1, 3_800)).toBeCloseTo(0.35);
  });

  test('of fifty interactions the slowest is an outlier', () => {
    expect(interactionDelay([])).toBeUndefined();
    expect(interactionDelay([80, 200, 120])).toBe(200);
    expect(interactionDelay([...Array<number>(48).fill(40), 500, 300])).toBe(300);
  });

  test('a mistake is the same whatever numbers are in it', () => {
    const source = 'https://shop.example/assets/app-3f2a1b9c.js';
    expect(fingerprintOf('Order 4711 is gone', source)).toBe(fingerprintOf('Order 12 is gone', source.replace('3f2a1b9c', '99e0c2d4')));
    expect(fingerprintOf('Order 4711 is gone', source)).not.toBe(fingerprintOf('Basket 4711 is gone', source));
    expect(placeIn('Error: x\n    at f (https://shop.example/a.js:12:34)\n    at g (https://shop.example/b.js:1:2)')).toEqual(['https://shop.example/a.js', 12]);
    expect(placeIn('f@https://shop.example/a.js:7:8\n')).toEqual(['https://shop.example/a.js', 7]);
    expect(placeIn(undefined)).toEqual([undefined, 0]);
  });
});

describe('waiting', () => {
  beforeEach(() => vi.useFakeTimers({ now: Date.UTC(2026, 10, 1) }));
  afterEach(() => vi.useRealTimers());
  test('is as long as the server says, at most an hour', () => {
    expect(retryDelayMs('7', 1)).toBe(7_000);
    expect(retryDelayMs('99999', 1)).toBe(3_600_000);
    expect(retryDelayMs(new Date(Date.now() + 30_000).toUTCString(), 1)).toBe(30_000);
  });
  test('doubles otherwise, at most five minutes before the dice', () => {
    for (const said of [null, '', 'soon', '-5', new Date(0).toUTCString()]) {
      for (const [failure, ms] of [[1, 1_000], [4, 8_000], [30, 300_000]] as const) {
        const wait = retryDelayMs(said, failure);
        expect(wait).toBeGreaterThanOrEqual(ms);
        expect(wait).toBeLessThan(2 * ms);
      }
    }
  });
});

describe('a page that is not as it should be', () => {
  test('spoils no message', () => {
    const prototypes = [Object.prototype, Array.prototype] as { toJSON?: unknown }[];
    for (const prototype of prototypes) prototype.toJSON = () => 'spoiled';
    expect(stringify({ list: [1, { deep: [] }], text: 'a' })).toBe('{"list":[1,{"deep":[]}],"text":"a"}');
    expect(JSON.stringify([1])).toBe('"spoiled"');
    for (const prototype of prototypes) delete prototype.toJSON;
  });
  test('does not notice that its functions are overheard', () => {
    const owner = {
      add(this: { base: number }, a: number) {
        if (a < 0) throw new RangeError('no');
        return this.base + a;
      },
      base: 1,
    };
    const heard = vi.fn(() => {
      throw new Error('of the tracker');
    });
    overhear(owner, 'add', heard);
    overhear(owner, 'missing', heard);
    expect(owner.add(2)).toBe(3);
    expect(() => owner.add(-1)).toThrow(RangeError);
    expect([owner.add.name, owner.add.length, heard.mock.calls.length, 'missing' in owner]).toEqual(['add', 1, 1, false]);
  });
  test('gets identifiers that do not repeat', () => {
    const ids = Array.from({ length: 1_000 }, newId);
    expect(new Set(ids).size).toBe(1_000);
    for (const id of ids) expect(id).toMatch(/^[\da-z]{16,28}$/);
  });
});

test('the documentation shows the snippet that the screen shows', () => {
  const text = readFileSync(join(import.meta.dirname, '../../docs/tracker.md'), 'utf8');
  expect(text).toContain(snippet('https://wend.example.com', 'YOUR_WRITE_KEY'));
  expect(text).toContain(scriptTag('https://wend.example.com', 'YOUR_WRITE_KEY'));
});
