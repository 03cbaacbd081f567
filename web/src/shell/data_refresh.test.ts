import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { DataRefresh } from './data_refresh';

beforeEach(() => vi.useFakeTimers({ now: 0 }));
afterEach(() => vi.useRealTimers());

/** A screen that shows one answer, which the server needed so long for; counts how often it asked. */
function screen(client: QueryClient, queryKey: unknown[], serverMs = 0) {
  const asked = { times: 0, at: [] as number[] };
  const queryFn = () => {
    asked.times += 1;
    asked.at.push(Date.now());
    return { server_ms: serverMs };
  };
  const leave = new QueryObserver(client, { queryKey, queryFn, staleTime: 60_000 }).subscribe(() => undefined);
  return { asked, leave };
}

/** New events are seen every ten seconds, as the status is asked for. */
async function stream(refresh: DataRefresh, seconds: number): Promise<void> {
  for (let now = 0; now < seconds; now += 10) {
    await vi.advanceTimersByTimeAsync(10_000);
    refresh.see(now + 10);
  }
}

it('asks at once for what is quick, and not in the same moment again', async () => {
  const client = new QueryClient();
  const refresh = new DataRefresh(client);
  const { asked } = screen(client, ['query', { kind: 'paths' }], 40);
  const others = screen(client, ['session']);
  await vi.advanceTimersByTimeAsync(0);
  refresh.see(1);
  expect(asked.times).toBe(1);
  await vi.advanceTimersByTimeAsync(1_000);
  refresh.see(2);
  refresh.see(2);
  await vi.advanceTimersByTimeAsync(0);
  expect(asked.at).toEqual([0, 1_000]);
  expect(others.asked.times).toBe(1);
});

it('looks for what hurts every fifteen seconds at most, and once more after the last event', async () => {
  const client = new QueryClient();
  const refresh = new DataRefresh(client);
  const { asked } = screen(client, ['query', { kind: 'friction' }], 300);
  await vi.advanceTimersByTimeAsync(0);
  refresh.see(0);
  await stream(refresh, 60);
  expect(asked.at).toEqual([0, 15_000, 30_000, 45_000, 60_000]);
  await vi.advanceTimersByTimeAsync(5_000);
  refresh.see(1_000);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked.at.at(-1)).toBe(75_000);
});

it('leaves the server nine tenths of the time, but never waits for more than two minutes', async () => {
  const client = new QueryClient();
  const refresh = new DataRefresh(client);
  const slow = screen(client, ['query', { kind: 'friction' }], 4_000);
  const endless = screen(client, ['query', { kind: 'process' }], 60_000);
  await vi.advanceTimersByTimeAsync(0);
  refresh.see(0);
  await stream(refresh, 130);
  expect(slow.asked.at).toEqual([0, 36_000, 72_000, 108_000]);
  expect(endless.asked.at).toEqual([0, 120_000]);
});

it('asks nothing any more when the screen is left', async () => {
  const client = new QueryClient();
  const refresh = new DataRefresh(client);
  const { asked, leave } = screen(client, ['query', { kind: 'friction' }]);
  await vi.advanceTimersByTimeAsync(0);
  refresh.see(1);
  refresh.see(2);
  refresh.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked.times).toBe(1);
  leave();
});
