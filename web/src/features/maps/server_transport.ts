import { asProblem, keepLive, type Problem } from '../../api';
import { get, post } from '../../api/client';
import type { MapDocument } from './engine/fields';
import { Stopped, Unreachable, type Change, type LiveHandlers, type Opened, type Present, type Sent, type Stop, type Transport } from './engine/transport';

function stopOf({ status }: Problem): Stop | null {
  if (status === 401) return 'signed_out';
  if (status === 403) return 'forbidden';
  return status === 404 || status === 410 ? 'gone' : null;
}

function thrown(error: unknown): Error {
  const stop = stopOf(asProblem(error));
  return stop ? new Stopped(stop) : new Unreachable();
}

function sentFrom(error: unknown): Sent {
  const problem = asProblem(error);
  const stop = stopOf(problem);
  if (stop) return { kind: 'stopped', why: stop };
  if (problem.status === 409 && Array.isArray(problem.body.changes)) {
    return { kind: 'conflict', revision: Number(problem.body.revision), changes: problem.body.changes as Change[] };
  }
  const refused = problem.status >= 400 && problem.status < 500 && problem.status !== 429 && problem.status !== 408;
  return refused ? { kind: 'refused', place: problem.field, why: problem.message } : { kind: 'lost' };
}

/** One map of the server, as a session sees it. */
export function serverTransport(id: string, mayWrite: boolean): Transport {
  const path = `maps/${encodeURIComponent(id)}`;
  return {
    async open(): Promise<Opened> {
      try {
        const map = await get<{ document: MapDocument; revision: number; may_write?: boolean }>(path);
        return { document: map.document, revision: map.revision, mayWrite: mayWrite && map.may_write !== false };
      } catch (error) {
        throw thrown(error);
      }
    },
    async changes(after) {
      try {
        const answer = await get<{ changes?: Change[]; items?: Change[] }>(`${path}/changes`, { search: { after } });
        return answer.changes ?? answer.items ?? [];
      } catch (error) {
        throw thrown(error);
      }
    },
    async send(change) {
      try {
        const { revision } = await post<{ revision: number }>(`${path}/changes`, change, { idempotencyKey: `${change.client}.${change.number}.${change.base}` });
        return { kind: 'done', revision };
      } catch (error) {
        return sentFrom(error);
      }
    },
    listen({ onHello, onChange, onPresence, onComment, onLink }: LiveHandlers) {
      return keepLive(
        `${path}/live`,
        {
          hello: (data) => {
            const { revision, present } = data as { revision: number; present?: Present[] };
            onHello(revision, present ?? []);
          },
          change: (data) => onChange(data as Change),
          presence: (data) => onPresence(data as Present),
          comment: (data) => onComment?.(data),
        },
        (link) => link !== 'opening' && onLink(link === 'open'),
      );
    },
    async restore(change) {
      try {
        await post<{ revision: number }>(`${path}/restore`, change, { idempotencyKey: `${change.client}.${change.number}.restore` });
      } catch (error) {
        throw thrown(error);
      }
    },
    tell(client, at) {
      post(`${path}/presence`, { client, at }, { keepalive: at === null }).catch(() => undefined);
    },
  };
}
