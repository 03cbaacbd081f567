import { Problem, problemFrom, unreachable } from './problem';

export interface RequestOptions {
  search?: Record<string, string | number | boolean | null | undefined>;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is, for uploads. */
  raw?: BodyInit;
  ifMatch?: string;
  ifNoneMatch?: string | null;
  /** Makes a creating POST safe to send twice; made up when missing. */
  idempotencyKey?: string;
  signal?: AbortSignal;
  /** Sent even while the page goes. */
  keepalive?: boolean;
}

export interface Reply<T> {
  body: T;
  etag: string | null;
  /** How long the server worked, from Server-Timing. */
  serverMs: number | null;
  /** 304: the body is the caller's own earlier one. */
  notModified: boolean;
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

let csrfToken: string | null = null;

export function setCsrfToken(token: string | null): void {
  csrfToken = token;
}

/** For calls that do not go through `request`. */
export function currentCsrfToken(): string {
  return csrfToken ?? '';
}

export function apiPath(path: string, search: RequestOptions['search'] = {}): string {
  const given = Object.entries(search).filter(([, value]) => value !== undefined && value !== null);
  const text = new URLSearchParams(given.map(([key, value]) => [key, String(value)])).toString();
  return `/api/v1/${path}${text ? `?${text}` : ''}`;
}

/** Adds up the `dur` fields of a Server-Timing header. */
export function serverMs(header: string | null): number | null {
  if (!header) return null;
  const durations = [...header.matchAll(/dur=([\d.]+)/g)].map((match) => Number(match[1]));
  return durations.length === 0 ? null : durations.reduce((sum, part) => sum + part, 0);
}

function headersFor(method: Method, options: RequestOptions): Headers {
  const headers = new Headers({ Accept: 'application/json, application/problem+json' });
  if (options.body !== undefined) headers.set('Content-Type', 'application/json');
  if (options.raw !== undefined) headers.set('Content-Type', 'application/octet-stream');
  if (options.ifMatch) headers.set('If-Match', options.ifMatch);
  if (options.ifNoneMatch) headers.set('If-None-Match', options.ifNoneMatch);
  if (method !== 'GET' && csrfToken) headers.set('X-CSRF-Token', csrfToken);
  if (method === 'POST') {
    headers.set('Idempotency-Key', options.idempotencyKey ?? freshKey());
  }
  return headers;
}

/** `crypto.randomUUID` exists only on https and localhost; a plain address in a LAN has neither. */
function freshKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function send(method: Method, path: string, options: RequestOptions): Promise<Response> {
  try {
    return await fetch(apiPath(path, options.search), {
      method,
      headers: headersFor(method, options),
      body: options.raw ?? (options.body === undefined ? undefined : JSON.stringify(options.body)),
      signal: options.signal,
      keepalive: options.keepalive,
      credentials: 'same-origin',
      cache: 'no-store',
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw unreachable();
  }
}

/** Sends one request to /api/v1. Throws a Problem for everything but 2xx and 304. */
export async function request<T>(
  method: Method,
  path: string,
  options: RequestOptions = {},
): Promise<Reply<T>> {
  const response = await send(method, path, options);
  const reply = {
    etag: response.headers.get('ETag'),
    serverMs: serverMs(response.headers.get('Server-Timing')),
  };
  if (response.status === 304) return { ...reply, body: undefined as T, notModified: true };
  if (!response.ok) throw await problemFrom(response);
  const text = await response.text();
  try {
    const body = (text === '' ? undefined : JSON.parse(text)) as T;
    return { ...reply, body, notModified: false };
  } catch {
    throw new Problem(
      { title: 'Unexpected answer', detail: 'The server answered with something that is not JSON.' },
      response.status,
    );
  }
}

export async function get<T>(path: string, options?: RequestOptions): Promise<T> {
  return (await request<T>('GET', path, options)).body;
}

export async function post<T>(path: string, body: unknown, options?: RequestOptions): Promise<T> {
  return (await request<T>('POST', path, { ...options, body })).body;
}

export async function put<T>(path: string, body: unknown, options?: RequestOptions): Promise<T> {
  return (await request<T>('PUT', path, { ...options, body })).body;
}

export async function remove<T>(path: string, options?: RequestOptions): Promise<T> {
  return (await request<T>('DELETE', path, options)).body;
}
