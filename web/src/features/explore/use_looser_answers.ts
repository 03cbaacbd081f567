import { useQueries, useQueryClient } from '@tanstack/react-query';
import { docQuery, type Answer, type QueryDocument } from '../../api';
import { plural } from '../../design';
import type { ExploreDocument } from './ask/explore_search';
import { found } from './loosenings';

/** What each looser question would find; null while it is asked, or when it cannot be. */
export function useLooserAnswers(documents: ExploreDocument[]) {
  const client = useQueryClient();
  const answers = useQueries({
    queries: documents.map((document) => docQuery(client, document as QueryDocument)),
  });
  return answers.map((answer, index) => {
    const data = answer.data as Answer<QueryDocument> | undefined;
    const document = documents[index];
    if (!data || !document) return null;
    const some = found(document.kind, data.result) > 0;
    return { some, words: some ? plural(data.n.customers, 'customer') : 'nobody either' };
  });
}
