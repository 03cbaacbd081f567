// The host page comes first: nothing in here throws into it.

export const win = window;
export const doc = document;

/** The same function, which keeps its errors to itself. */
export const guarded =
  <A extends unknown[]>(run: (...args: A) => void) =>
  (...args: A): void => {
    try {
      run(...args);
    } catch {
      // What goes wrong in here is not the page's concern.
    }
  };

/** What `read` answers, or undefined where it throws: storage in a sandboxed frame, a broken text. */
export function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- events of many kinds
export function listen(target: EventTarget, types: string, run: (event: any) => void): void {
  for (const type of types.split(' ')) target.addEventListener(type, guarded(run), true);
}

/** Tells `seen` of every call of a function of the page, which goes on to work as it did. */
export function overhear(owner: object, name: string, seen: () => void): void {
  const functions = owner as Record<string, (...given: never[]) => unknown>;
  const heard = guarded(seen);
  attempt(() => {
    functions[name] = new Proxy(functions[name]!, {
      apply(...call) {
        const result: unknown = Reflect.apply(...call);
        heard();
        return result;
      },
    });
  });
}

/** A random identifier of 128 bits; `randomUUID` is there only for pages over TLS. */
export const newId = (): string => [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join('');

export const now = (): string => new Date().toISOString();
export const secondsSince = (at: number): number => Math.round((performance.now() - at) / 100) / 10;

/**
 * JSON in spite of what old libraries add to built-in prototypes: with Prototype's `Array.prototype.toJSON` lists
 * become texts. It is back before anything else can run.
 */
export function stringify(value: unknown): string {
  const added = ([Object, Array] as { prototype: { toJSON?: unknown } }[]).map(({ prototype }) => {
    const { toJSON } = prototype;
    delete prototype.toJSON;
    return () => toJSON && (prototype.toJSON = toJSON);
  });
  try {
    return JSON.stringify(value);
  } finally {
    added.forEach((restore) => restore());
  }
}
