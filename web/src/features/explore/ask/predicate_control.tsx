import { useRef, useState } from 'react';
import { useSegments, type Predicate } from '../../../api';
import { SentenceControl } from '../../../design';
import { useFieldProblem } from './field_problem';
import { PredicateBuilder } from './predicate_builder';
import { groupOf, predicateOf, type Group, type NameKind } from './predicate_draft';
import { predicateWords } from './predicate_words';

export interface PredicateEditorProps {
  value: Predicate | undefined;
  /** `again`: the popover has changed it before, so this replaces that change in the history. */
  onChange: (value: Predicate | undefined, again: boolean) => void;
  /** What a new condition is, when nothing has been chosen yet. */
  first?: NameKind | 'trait';
  /** About customers: traits and "did" as well. */
  about?: 'events' | 'customers';
}

interface PredicateControlProps extends PredicateEditorProps {
  field: string;
  label: string;
  /** How it reads when nothing is chosen. */
  none: string;
}

/** A predicate as a word of the sentence. */
export function PredicateControl({ field, label, none, ...editor }: PredicateControlProps) {
  const problem = useFieldProblem(field);
  const segments = useSegments(JSON.stringify(editor.value ?? {}).includes('"segment"'));
  const names = new Map(segments.data?.items.map(({ id, name }) => [id, name]));
  const isSet = editor.value !== undefined && Object.keys(editor.value).length > 0;
  return (
    <SentenceControl
      label={label}
      value={isSet ? predicateWords(editor.value as Predicate, names) : none}
      width={360}
      problem={problem}
    >
      {() => <PredicateEditor {...editor} />}
    </SentenceControl>
  );
}

/** The builder over a predicate: what is whole is asked at once, the rest waits. */
export function PredicateEditor({ value, onChange, first = 'event', about = 'events' }: PredicateEditorProps) {
  const [group, setGroup] = useState<Group>(() => groupOf(value));
  const sent = useRef({ text: JSON.stringify(value), again: false });
  const change = (next: Group) => {
    setGroup(next);
    const predicate = predicateOf(next);
    const text = JSON.stringify(predicate);
    if (text === sent.current.text) return;
    onChange(predicate, sent.current.again);
    sent.current = { text, again: true };
  };
  return <PredicateBuilder group={group} onChange={change} first={first} about={about} />;
}
