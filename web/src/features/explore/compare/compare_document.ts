import type { CompareDocument, QueryDocument } from '../../../api';
import type { ExploreDocument } from '../ask/explore_search';
import { questionOf } from '../question_of';

/** One question about both, which the server answers with what lies between them. */
export function compareDocument(document: ExploreDocument, other: ExploreDocument, names: { a: string; b: string }): CompareDocument {
  const { range, where, who, ...question } = questionOf(document) as QueryDocument & { range?: object; where?: object };
  return {
    kind: 'compare',
    // The first is what the others are held against.
    groups: [
      { name: names.b, who: other.who ?? {} },
      { name: names.a, who: who ?? {} },
    ],
    question,
    ...(range === undefined ? {} : { range }),
    ...(where === undefined ? {} : { where: where as never }),
  };
}
