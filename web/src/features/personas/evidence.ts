import type { Evidence } from '../../api';

/** How sure we may be of what is said. */
export const evidenceWords: Record<Evidence, string> = {
  none: 'not said',
  assumed: 'assumed',
  researched: 'researched',
  measured: 'measured',
};
