/** The token of a one-time link, from the query or from what stands after the hash. */
export function linkToken(query: string | undefined, hash: string): string {
  if (query) return query;
  return hash.replace(/^#/, '').replace(/^(token|link)=/, '');
}
