import { apiPath } from './client';

export type LiveHandlers = Record<string, (data: unknown) => void>;

/**
 * Listens to server-sent events; one handler for each event name. Stops after an event called
 * `done` and when the returned function is called. The browser reconnects by itself.
 */
export function watchLive(
  path: string,
  handlers: LiveHandlers,
  onLost?: () => void,
): () => void {
  const source = new EventSource(apiPath(path), { withCredentials: true });
  const stop = () => source.close();
  const names = new Set([...Object.keys(handlers), 'done']);
  for (const name of names) {
    source.addEventListener(name, (event) => {
      const text = (event as MessageEvent<string>).data;
      handlers[name]?.(text ? (JSON.parse(text) as unknown) : null);
      if (name === 'done') stop();
    });
  }
  source.onerror = () => {
    if (source.readyState === EventSource.CLOSED) onLost?.();
  };
  return stop;
}

export type LiveLink = 'opening' | 'open' | 'lost';

const reopenMs = 3_000;

/**
 * Listens for as long as the screen stands, and says how the connection is. Where the browser
 * gives up (an answer that is no stream), it is opened again.
 */
export function keepLive(
  path: string,
  handlers: LiveHandlers,
  onLink: (link: LiveLink) => void,
): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const open = () => {
    source = new EventSource(apiPath(path), { withCredentials: true });
    source.onopen = () => onLink('open');
    for (const [name, handle] of Object.entries(handlers)) {
      source.addEventListener(name, (event) => {
        const text = (event as MessageEvent<string>).data;
        handle(text ? (JSON.parse(text) as unknown) : null);
      });
    }
    source.onerror = () => {
      onLink('lost');
      if (source?.readyState === EventSource.CLOSED) timer = setTimeout(open, reopenMs);
    };
  };
  onLink('opening');
  open();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}
