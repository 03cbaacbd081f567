export const addKinds = ['choose', 'browser', 'sdk', 'webhook'] as const;
export type AddKind = (typeof addKinds)[number];

export interface SourcesSearch {
  /** The dialog that adds a source is open, at this kind. */
  add?: AddKind;
}

export function readSourcesSearch(search: Record<string, unknown>): SourcesSearch {
  const add = addKinds.find((kind) => kind === search.add);
  return add ? { add } : {};
}

export const sourceTabs = ['imports', 'install', 'setup', 'mapping', 'unmapped', 'live'] as const;
export type SourceTab = (typeof sourceTabs)[number];

export interface SourceSearch {
  tab?: SourceTab;
  /** The way of installing that is shown. */
  sdk?: string;
  /** What the list of arrivals is narrowed to. */
  find?: string;
  only?: 'trouble';
  /** The unmapped input that is open. */
  input?: string;
}

export function readSourceSearch(search: Record<string, unknown>): SourceSearch {
  const tab = sourceTabs.find((one) => one === search.tab);
  const text = (value: unknown) => (value === undefined || value === '' ? undefined : String(value));
  const [sdk, find, input] = [text(search.sdk), text(search.find), text(search.input)];
  return {
    ...(tab ? { tab } : {}),
    ...(sdk === undefined ? {} : { sdk }),
    ...(find === undefined ? {} : { find }),
    ...(input === undefined ? {} : { input }),
    ...(search.only === 'trouble' ? { only: 'trouble' as const } : {}),
  };
}
