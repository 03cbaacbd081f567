import type { RetentionRule } from '../../api';

/** Which events a rule is about. */
export function eventsWords({ events, kinds, source }: Pick<RetentionRule, 'events' | 'kinds' | 'source'>): string {
  const names = events.length === 1 && events[0] === '*' ? 'All events' : events.join(', ');
  const of = kinds.length === 0 ? names : `${names} (${kinds.join(', ')})`;
  return source === null ? of : `${of} from ${source}`;
}

export function actionWords(action: RetentionRule['action']): string {
  return action === 'delete' ? 'Delete' : 'Take out who it was';
}

/** An id that none of the rules has. */
export function freeRuleId(taken: string[]): string {
  for (let n = taken.length + 1; ; n += 1) if (!taken.includes(`rule_${n}`)) return `rule_${n}`;
}
