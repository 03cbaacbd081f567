import { useDisclosure } from '@mantine/hooks';
import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Problem } from '../../api';
import { Card } from '../../design';
import { CodeEditor } from '../data/webhook/code_editor';
import { lineOfPlace } from '../data/webhook/json_text';
import { placeInRule } from './rule/place';
import type { DraftHistory } from './use_draft';
import classes from './segments.module.css';

interface JsonCardProps {
  history: DraftHistory;
  /** What the server found wrong with the rule. */
  problem: Problem | null;
  onSave: () => void;
}

/** The rule as its document; either side follows the other. */
export function JsonCard({ history, problem, onSave }: JsonCardProps) {
  const [open, { toggle, open: show }] = useDisclosure(false);
  const [goTo, setGoTo] = useState<{ line: number } | null>(null);
  const wrong = history.problem;
  const place = placeInRule(problem);
  const line = wrong?.line ?? (problem && place !== '' ? (lineOfPlace(history.text, place) ?? 1) : null);
  // Text that is no JSON can only be mended here.
  useEffect(() => {
    if (wrong) show();
  }, [wrong !== null]);
  return (
    <Card
      title="JSON"
      aside={
        <Button variant="subtle" onClick={toggle} aria-expanded={open}>
          {open ? 'Hide' : 'Show and edit'}
        </Button>
      }
      flush
    >
      {open && (
        <div className={classes.json}>
          <CodeEditor
            label="The rule as JSON"
            value={history.text}
            onChange={history.type}
            marked={line === null ? [] : [line]}
            goTo={goTo}
            onSave={onSave}
            short
          />
          {wrong && (
            <p className={classes.problem} role="alert">
              {wrong.sentence} Until it is mended the rule above stays as it was.
            </p>
          )}
          {!wrong && problem && line !== null && (
            <p className={classes.problem}>
              {problem.message}{' '}
              <Button variant="subtle" onClick={() => setGoTo({ line })}>
                Go to line {line}
              </Button>
            </p>
          )}
        </div>
      )}
    </Card>
  );
}
