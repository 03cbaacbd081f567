import type { QueryDocument } from '../../api';
import type { ExploreDocument } from './ask/explore_search';

/** The map draws as many edges as are wanted out of all of them, so that its sliders answer at once. */
export function questionOf(document: ExploreDocument): QueryDocument {
  return (document.kind === 'process' ? { ...document, detail: undefined } : document) as QueryDocument;
}
