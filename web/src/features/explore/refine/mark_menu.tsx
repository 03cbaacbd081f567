import { Menu } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useKnownKinds, useSegments } from '../../../api';
import { plural } from '../../../design';
import type { ExploreDocument, Versus } from '../ask/explore_search';
import { isAlwaysKnown } from '../ask/kinds';
import { predicateWords } from '../ask/predicate_words';
import { nextQuestions, segmentRule } from './next_questions';
import classes from './refine.module.css';
import type { Selected } from './selected';
import { useMarkPlace, type MarkPlace } from './use_mark_place';

interface MarkMenuProps {
  at: MarkPlace;
  document: ExploreDocument;
  selected: Selected;
  onPeople: () => void;
  /** None where the mark stands for no events. */
  onTouchpoint?: () => void;
  onAsk: (document: ExploreDocument, versus?: Versus) => void;
  /** `again`: the mark is to have the focus back. */
  onClose: (again: boolean) => void;
}

/** What can be asked on from a mark. */
export function MarkMenu({ at, document: asked, selected, onPeople, onTouchpoint, onAsk, onClose }: MarkMenuProps) {
  const known = useKnownKinds();
  const questions = nextQuestions(asked, selected).filter(({ document: { kind } }) => isAlwaysKnown(kind) || known?.has(kind));
  const rule = segmentRule(asked, selected);
  const place = useMarkPlace(at, () => onClose(false));
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    // The menu's own listener also takes the key that opened it for a press beside it.
    const beside = (event: PointerEvent) => {
      if (!(event.target instanceof Element && event.target.closest('[role="menu"]'))) close.current(false);
    };
    // The menu hears its keys only once it has the focus, a moment after it is drawn: Escape is not to wait for that.
    const escaped = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      event.stopPropagation();
      close.current(true);
    };
    document.addEventListener('pointerdown', beside, true);
    document.addEventListener('keydown', escaped, true);
    return () => {
      document.removeEventListener('pointerdown', beside, true);
      document.removeEventListener('keydown', escaped, true);
    };
  }, []);
  return (
    <Menu
      opened
      position="bottom-start"
      offset={6}
      width={248}
      onClose={() => onClose(true)}
      closeOnClickOutside={false}
      closeOnEscape={false}
      withInitialFocusPlaceholder={false}
      returnFocus={false}
      transitionProps={{ duration: 0 }}
      withinPortal={false}
    >
      <Menu.Target>
        <button
          type="button"
          tabIndex={-1}
          className={classes.place}
          style={place}
          aria-label={`Ask on from ${selected.title}`}
        />
      </Menu.Target>
      <Menu.Dropdown aria-label={`Ask on from ${selected.title}`}>
        <div className={classes.head}>
          <span className={classes.title}>{selected.title}</span>
          {selected.people !== null && <span>{plural(selected.people, 'person', 'people')}</span>}
        </div>
        <Menu.Item onClick={onPeople}>Who are they</Menu.Item>
        {questions.map((question) => (
          <Menu.Item key={question.key} onClick={() => onAsk(question.document, question.versus)}>
            {question.label}
          </Menu.Item>
        ))}
        {rule !== null && (
          <Menu.Item
            renderRoot={(props) => (
              <Link
                to="/customers/segments/$id"
                params={{ id: 'new' }}
                search={{ name: selected.title, rule }}
                {...props}
              />
            )}
          >
            Make a segment
          </Menu.Item>
        )}
        {onTouchpoint && <Menu.Item onClick={onTouchpoint}>Make a touchpoint…</Menu.Item>}
        <RuleNote selected={selected} />
      </Menu.Dropdown>
    </Menu>
  );
}

/** Whether what is asked on is about the very same people. */
function RuleNote({ selected: { rule } }: { selected: Selected }) {
  const segments = useSegments(JSON.stringify(rule?.predicate ?? {}).includes('"segment"'));
  const names = new Map(segments.data?.items.map(({ id, name }) => [id, name]));
  if (rule?.exact) return null;
  return (
    <div className={classes.note}>
      {rule === null
        ? 'No rule describes these people, so they can be listed but not asked about.'
        : `Asked on by the rule nearest to them: ${predicateWords(rule.predicate, names)}. It may find a few others too.`}
    </div>
  );
}
