import type { ExploreDocument, Versus } from '../ask/explore_search';

/** The same question about those it is compared with; null where there are none. */
export function versusDocument(document: ExploreDocument, versus: Versus | null): ExploreDocument | null {
  if (versus === null) return null;
  if (versus !== 'rest') return { ...document, who: versus };
  // The rest of everyone is nobody.
  return document.who === undefined ? null : { ...document, who: { not: document.who } };
}
