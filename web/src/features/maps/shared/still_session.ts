import { MapSession } from '../engine/session';
import { Unreachable, type Transport } from '../engine/transport';

const nowhere: Transport = {
  open: () => Promise.reject(new Unreachable()),
  changes: () => Promise.reject(new Unreachable()),
  send: () => Promise.resolve({ kind: 'stopped', why: 'forbidden' }),
  listen: () => () => undefined,
  restore: () => Promise.reject(new Unreachable()),
  tell: () => undefined,
};

/** A session that is never begun, for a board that is only looked at: it tells nobody where somebody is. */
export function stillSession(): MapSession {
  return new MapSession({
    transport: nowhere, client: 'reader', storage: { keep: () => true, keepSnapshot: () => undefined }, clock: { now: () => Date.now(), after: () => () => undefined },
  });
}
