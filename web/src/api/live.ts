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
