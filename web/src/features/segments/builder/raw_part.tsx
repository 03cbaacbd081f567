import { useState } from 'react';
import { parseObject } from '../../data/webhook/json_text';
import type { RawNode } from '../rule/node';
import { readNode } from '../rule/read';
import { useRuleEdit } from './edit_context';
import classes from './builder.module.css';

/** A condition that is not drawn: its JSON, which is kept as it is until somebody changes it. */
export function RawPart({ node }: { node: RawNode }) {
  const { replace } = useRuleEdit();
  const [text, setText] = useState(() => JSON.stringify(node.json, null, 2));
  const { value, problem } = parseObject(text);
  return (
    <div className={classes.raw}>
      <span className={classes.hint}>Not drawn here; edited as JSON</span>
      <textarea
        aria-label="Condition as JSON"
        aria-invalid={problem !== null}
        spellCheck={false}
        rows={Math.min(12, text.split('\n').length)}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          const read = parseObject(event.currentTarget.value);
          // It stays a field while it is typed in.
          if (read.value) replace(node.id, { ...node, json: read.value }, `part ${node.id}`);
        }}
        onBlur={() => {
          if (!value) return;
          const drawn = readNode(value);
          if (drawn.kind !== 'raw') replace(node.id, drawn, `part ${node.id}`);
        }}
      />
      {problem && <p className={classes.problem}>{problem.sentence}</p>}
    </div>
  );
}
