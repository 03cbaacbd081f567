import type { FrictionFinding, JourneyTouchpoint, PathsDocument, Predicate, QueryDocument } from '../../api';

type Common = Pick<QueryDocument, 'range' | 'who'>;

/** What people do around a touchpoint, as a question for Explore. */
export function aroundTouchpoint(touchpoint: Pick<JourneyTouchpoint, 'name'>, common: Common): PathsDocument {
  return { kind: 'paths', ...common, around: { touchpoint: touchpoint.name }, steps: 3, by: 'touchpoint' };
}

/** The question a finding raises: its touchpoint in its span of time, for its segment alone. */
export function aroundFinding(finding: FrictionFinding, common: Common): PathsDocument {
  const parts: Predicate[] = finding.segment.map(({ property, value }) => ({ property, op: 'is', value }));
  if (common.who !== undefined) parts.unshift(common.who);
  const who = parts.length > 1 ? { all: parts } : parts[0];
  const to = finding.to ?? common.range?.to;
  return aroundTouchpoint(
    { name: finding.touchpoint },
    { range: { from: finding.from, ...(to ? { to } : {}) }, ...(who === undefined ? {} : { who }) },
  );
}
