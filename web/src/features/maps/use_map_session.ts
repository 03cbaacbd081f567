import { useEffect, useState, useSyncExternalStore } from 'react';
import { setLeaveQuestion } from './leave_question';
import { DeviceStorage } from './device_storage';
import { MapSession, type SessionState } from './engine/session';
import type { Clock } from './engine/transport';
import { serverTransport } from './server_transport';

const clock: Clock = {
  now: () => Date.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

const hereMs = 5_000;
/** The server forgets who has been silent for 30 seconds. */
const presentMs = 10_000;
const lingerMs = 500;

/** Made at random by every tab. */
function freshClient(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Sends what tabs that are gone left behind, each under its own name. */
function sendLeft(session: MapSession): () => void {
  const stop = session.subscribe(() => {
    const { phase, unsaved } = session.snapshot();
    if (phase !== 'loading' && unsaved === 0) session.close();
  });
  session.start();
  return () => {
    stop();
    session.close();
  };
}

interface OpenMap {
  session: MapSession;
  /** How many screens show it. */
  users: number;
  end: () => void;
}

/**
 * Maps that are open in this tab. One that no screen shows any more stays until the server has all of it, and is the
 * same again when it is opened meanwhile: two sessions of one name would both use the same numbers.
 */
const openMaps = new Map<string, OpenMap>();

function openMap(id: string, mayWrite: boolean): OpenMap {
  const client = freshClient();
  const device = new DeviceStorage(id, client);
  const [own = null, ...left] = device.claim();
  const ownClient = own?.client ?? client;
  const session = new MapSession({
    transport: serverTransport(id, mayWrite), clock, client, kept: own, snapshot: device.snapshot(), storage: device.of(ownClient),
  });
  session.start();
  const closing = left.map((kept) => sendLeft(new MapSession({ transport: serverTransport(id, mayWrite), clock, client: kept.client, kept, storage: device.of(kept.client) })));
  const timer = setInterval(() => device.stillHere(ownClient), hereMs);
  const presence = setInterval(() => session.stillHere(), presentMs);
  const onLeave = () => {
    device.leave(ownClient);
    session.leave();
    session.hurry();
  };
  const onOnline = () => session.hurry();
  window.addEventListener('pagehide', onLeave);
  window.addEventListener('online', onOnline);
  const forget = setLeaveQuestion(() => {
    const { unsaved, kept } = session.snapshot();
    return unsaved > 0 && !kept;
  });
  const end = () => {
    openMaps.delete(id);
    window.removeEventListener('pagehide', onLeave);
    window.removeEventListener('online', onOnline);
    clearInterval(timer);
    clearInterval(presence);
    forget();
    for (const close of closing) close();
    session.close();
  };
  const opened = { session, users: 0, end };
  session.subscribe(() => endWhenDone(opened));
  openMaps.set(id, opened);
  return opened;
}

function endWhenDone({ session, users, end }: OpenMap): void {
  const { phase, unsaved } = session.snapshot();
  if (users === 0 && unsaved === 0 && phase !== 'loading') end();
}

function sessionOf(id: string, mayWrite: boolean): { session: MapSession; leave: () => void } {
  const opened = openMaps.get(id) ?? openMap(id, mayWrite);
  opened.users += 1;
  return {
    session: opened.session,
    leave: () => {
      opened.users -= 1;
      if (opened.users > 0) return;
      opened.session.tell(null);
      opened.session.hurry();
      // Where it is opened again at once, it is the same one.
      setTimeout(() => endWhenDone(opened), lingerMs);
    },
  };
}

/** The session of one open map and what it shows; null before it is there. */
export function useMapSession(id: string, mayWrite: boolean): { session: MapSession; state: SessionState } | null {
  const [session, setSession] = useState<MapSession | null>(null);
  useEffect(() => {
    const opened = sessionOf(id, mayWrite);
    setSession(opened.session);
    return () => {
      setSession(null);
      opened.leave();
    };
  }, [id, mayWrite]);
  const state = useSyncExternalStore(session?.subscribe ?? nothing, session?.snapshot ?? nothingYet);
  return session && state ? { session, state } : null;
}

const nothing = () => () => undefined;
const nothingYet = () => null;
