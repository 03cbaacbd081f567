import { apiPath } from './client';
import { problemFrom, unreachable } from './problem';

/** What a link shows to whoever has it. */
export interface SharedMap<Document> {
  locked: boolean;
  rights: 'read' | 'comment';
  revision: number | null;
  document: Document | null;
  personas: { id: string; name: string }[] | null;
  updated_at: string | null;
}

export interface GuestComment {
  id: string;
  parent: string | null;
  in: string;
  thing: string;
  text: string;
  by: string;
  created_at: string;
  resolved: boolean;
}

/** A link's token, and what shows that its password was given. */
export interface ShareAccess {
  token: string;
  pass: string | null;
}

const of = (token: string, rest = '') => apiPath(`shared/${encodeURIComponent(token)}${rest}`);

/** Without cookies: a link is the same for everybody, signed in or not. */
async function ask(path: string, { pass }: ShareAccess, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  if (pass) headers.set('X-Share-Pass', pass);
  const response = await fetch(path, { ...init, headers, credentials: 'omit', cache: 'no-store' }).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw unreachable();
  });
  if (!response.ok && response.status !== 304) throw await problemFrom(response);
  return response;
}

export interface SharedReply<Document> {
  /** null: as it was at this etag. */
  map: SharedMap<Document> | null;
  etag: string | null;
}

export async function fetchShared<Document>(access: ShareAccess, etag: string | null, signal: AbortSignal): Promise<SharedReply<Document>> {
  const response = await ask(of(access.token), access, { signal, headers: etag ? { 'If-None-Match': etag } : {} });
  if (response.status === 304) return { map: null, etag };
  return { map: (await response.json()) as SharedMap<Document>, etag: response.headers.get('ETag') };
}

const json = (body: unknown): RequestInit => ({ method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });

export async function givePassword(token: string, password: string): Promise<string> {
  const response = await ask(of(token, '/pass'), { token, pass: null }, json({ password }));
  return ((await response.json()) as { pass: string }).pass;
}

/** An address that an <img> can show: behind a password the picture itself. */
export async function sharedImage(access: ShareAccess, id: string, signal: AbortSignal): Promise<string> {
  const path = of(access.token, `/images/${encodeURIComponent(id)}`);
  if (!access.pass) return path;
  const blob = await (await ask(path, access, { signal })).blob();
  return await new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error ?? new Error('The picture cannot be read.'));
    reader.readAsDataURL(blob);
  });
}

export async function guestComments(access: ShareAccess, signal?: AbortSignal): Promise<GuestComment[]> {
  const response = await ask(of(access.token, '/comments'), access, { signal });
  return ((await response.json()) as { items: GuestComment[] }).items;
}

export async function sayAsGuest(access: ShareAccess, comment: { name: string; text: string; in?: string; thing?: string }): Promise<GuestComment> {
  return (await (await ask(of(access.token, '/comments'), access, json(comment))).json()) as GuestComment;
}
