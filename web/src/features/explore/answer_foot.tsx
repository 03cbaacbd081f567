import type { QueryDocument, TimedAnswer } from '../../api';
import { count, duration, Num, period, plural } from '../../design';
import type { ExploreDocument } from './ask/explore_search';
import { modeOf } from './ask/paths_mode';

interface AnswerFootProps {
  document: ExploreDocument;
  answer: TimedAnswer<QueryDocument> | undefined;
  fetching: boolean;
  /** Whether there is room for what the answer has to say about itself. */
  notes?: boolean;
}

/** "6,480 people · exact · 41 ms": whom the answer is about and what it is worth. */
export function AnswerFoot({ document, answer, fetching, notes: told = true }: AnswerFootProps) {
  if (!answer || answer.kind !== document.kind) return <span role="status">{fetching ? 'Asking' : '\u00a0'}</span>;
  const about = subject(document, answer);
  const notes = told ? (answer.notes ?? []) : [];
  const exact = answer.exact ? 'exact' : 'estimated';
  const time = answer.server_ms === null ? null : duration(Math.max(1, Math.round(answer.server_ms)) / 1000);
  return (
    <div role="status" aria-busy={fetching}>
      {about.ref === null ? (
        about.words(count(about.n))
      ) : (
        <Num
          value={count(about.n)}
          detail={about.words('').trim()}
          people={{ document, ref: about.ref, title: 'in this answer' }}
        />
      )}
      {' · '}
      {[exact, ...(time ? [time] : []), period(answer.range), ...(fetching ? ['asking again'] : [])].join(' · ')}
      {notes.map((note) => (
        <div key={note}>{note}</div>
      ))}
    </div>
  );
}

interface Subject {
  n: number;
  ref: string | null;
  words: (n: string) => string;
}

function subject(document: ExploreDocument, answer: TimedAnswer<QueryDocument>): Subject {
  const people = (n: number, ref: string | null): Subject => ({
    n,
    ref,
    words: (text) => `${text} ${plural(n, 'person', 'people').replace(/^[\d,]+ /, '')}`,
  });
  const result = answer.result as unknown as Record<string, unknown>;
  if (document.kind === 'funnel') {
    const steps = result.steps as { ref: string }[];
    const entered = people(result.entered as number, steps[0]?.ref ?? null);
    if (result.accounts === undefined) return entered;
    return { ...entered, words: (text) => `${text} ${entered.n === 1 ? 'account' : 'accounts'}` };
  }
  if (document.kind === 'time-between') {
    const subject = people(result.from_count as number, result.from_ref as string);
    return document.pick === 'each' ? { ...subject, words: (text) => `${text} starts` } : subject;
  }
  if (document.kind === 'paths') {
    const nodes = result.nodes as { step: number; value: number; ref: string; role: string }[];
    const anchor = nodes.filter((node) => node.step === result.anchor_step && node.role !== 'exit');
    const n = anchor.reduce((sum, node) => sum + node.value, 0);
    const only = anchor.length === 1 && modeOf(document) !== 'first' ? (anchor[0]?.ref ?? null) : null;
    return document.count === 'transitions' ? { n, ref: only, words: (text) => `${text} passes` } : people(n, only);
  }
  return people(answer.n.customers, null);
}
