import { expect, test } from 'vitest';
import { DeviceStorage, ownerGoneMs } from './device_storage';
import type { Kept } from './engine/transport';

class Memory {
  private readonly all = new Map<string, string>();
  full = false;
  get length() { return this.all.size; }
  key(at: number) { return [...this.all.keys()][at] ?? null; }
  getItem(key: string) { return this.all.get(key) ?? null; }
  removeItem(key: string) { this.all.delete(key); }
  clear() { this.all.clear(); }
  setItem(key: string, value: string) {
    if (this.full) throw new Error('full');
    this.all.set(key, value);
  }
}

const kept = (client: string): Kept => ({ client, number: 3, base: 7, inFlight: null, pending: [{ op: 'remove', in: 'cells', id: 'cel_1' }] });

test('a tab that is loaded again finds its own, and a copy of it does not', () => {
  const [local, tab] = [new Memory(), new Memory()];
  const first = new DeviceStorage('map_1', 'one', local, tab, () => 0);
  expect(first.claim()).toEqual([]);
  first.of('one').keep(kept('one'));
  first.leave('one');
  const again = new DeviceStorage('map_1', 'two', local, tab, () => 1);
  expect(again.claim()).toEqual([kept('one')]);
  expect(new DeviceStorage('map_1', 'three', local, tab, () => 2).claim()).toEqual([]);
  expect(new DeviceStorage('map_2', 'four', local, new Memory(), () => ownerGoneMs * 9).claim()).toEqual([]);
});

test('what a tab that is gone left is taken over, once', () => {
  const local = new Memory();
  new DeviceStorage('map_1', 'one', local, new Memory(), () => 0).of('one').keep(kept('one'));
  expect(new DeviceStorage('map_1', 'two', local, new Memory(), () => ownerGoneMs - 1).claim()).toEqual([]);
  expect(new DeviceStorage('map_1', 'two', local, new Memory(), () => ownerGoneMs + 1).claim()).toEqual([kept('one')]);
  expect(new DeviceStorage('map_1', 'three', local, new Memory(), () => ownerGoneMs + 2).claim()).toEqual([]);
});

test('says when the device is full, and stumbles over nothing that is not its own', () => {
  const local = new Memory();
  local.setItem('wend.map.map_1.x', 'no json');
  local.setItem('wend.map.map_1.y', '{"kept": {}}');
  const storage = new DeviceStorage('map_1', 'one', local, new Memory(), () => 0);
  expect(storage.claim()).toEqual([]);
  local.full = true;
  expect(storage.of('one').keep(kept('one'))).toBe(false);
  expect(storage.of('one').keep(null)).toBe(true);
});
