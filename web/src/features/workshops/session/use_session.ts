import { useEffect, useState, useSyncExternalStore } from 'react';
import { asProblem, keepLive, type GuestWorkshop, type LedWorkshop, type WorkshopState } from '../../../api';
import { get, post } from '../../../api/client';
import { deviceShelf } from './outbox';
import { WorkshopSession, type Transport, type View } from './session';
import type { Change, Command } from './state';

function transport<T extends WorkshopState>(of: string, opened: (state: T) => void = () => undefined): Transport<T> {
  return {
    async open() {
      const state = await get<T>(of.endsWith('join') ? `${of}/state` : of);
      opened(state);
      return state;
    },
    async send({ client, number, command }) {
      const key = `${client}.${number}`;
      return (await post<{ revision: number }>(`${of}/commands`, { ...command, client, number }, { idempotencyKey: key })).revision;
    },
    listen: ({ onHello, onChange, onPresent, onRemoved, onLink }) =>
      keepLive(
        `${of}/live`,
        {
          hello: (data) => onHello((data as { revision: number }).revision),
          change: (data) => onChange(data as Change),
          present: (data) => onPresent(data as { guests: number; names?: string[] }),
          removed: onRemoved,
        },
        onLink,
      ),
  };
}

function pageName(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export interface Held<T extends WorkshopState> extends View<T> {
  act: (command: Command) => void;
  refresh: () => Promise<void>;
  dismiss: (at: number) => void;
}

function useSession<T extends WorkshopState>(make: () => WorkshopSession<T>): Held<T> {
  const [session] = useState(make);
  useEffect(() => {
    session.start();
    return () => session.end();
  }, [session]);
  const view = useSyncExternalStore(session.subscribe, session.snapshot);
  const [more] = useState(() => ({ act: (command: Command) => session.do(command), refresh: () => session.refresh(), dismiss: (at: number) => session.dismiss(at) }));
  return { ...view, ...more };
}

/** A workshop as its facilitator leads it. */
export function useLedWorkshop(id: string): Held<LedWorkshop> {
  return useSession(() => new WorkshopSession(transport<LedWorkshop>(`workshops/${encodeURIComponent(id)}`), deviceShelf(id, 'lead'), pageName(), asProblem));
}

/** The workshop that this device has joined. */
export function useGuestWorkshop(id: string): Held<GuestWorkshop> {
  return useSession(() => new WorkshopSession(transport<GuestWorkshop>('workshops/join'), deviceShelf(id, 'guest'), pageName(), asProblem));
}
