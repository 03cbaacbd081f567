import { useMemo, useState } from 'react';
import type { Group } from '../rule/node';
import { replaced } from '../rule/tree';
import type { SegmentNames } from '../rule/words';
import { RuleEditContext, type RuleEdit } from './edit_context';
import { GroupParts, ModeWord } from './group_parts';
import classes from './builder.module.css';

interface RuleBuilderProps {
  root: Group;
  onChange: (change: (root: Group) => Group, key?: string) => void;
  segments: SegmentNames;
  self: string | null;
  wrong: RuleEdit['wrong'];
}

/** A rule as a sentence about customers. */
export function RuleBuilder({ root, onChange, segments, self, wrong }: RuleBuilderProps) {
  const [fresh, setFresh] = useState<number | null>(null);
  const edit = useMemo(
    (): RuleEdit => ({
      root,
      change: onChange,
      replace: (id, next, key) => onChange((before) => replaced(before, id, next), key),
      fresh,
      setFresh,
      segments,
      self,
      wrong,
    }),
    [root, onChange, fresh, segments, self, wrong],
  );
  return (
    <RuleEditContext.Provider value={edit}>
      <div className={classes.rule} role="group" aria-label="The rule">
        <div className={classes.head}>
          {root.parts.length === 0 && root.mode === 'all' ? 'Everybody' : 'Customers who'}
          {(root.parts.length > 1 || root.mode !== 'all') && (
            <>
              {' '}
              match <ModeWord group={root} />
            </>
          )}
        </div>
        <GroupParts group={root} about="customers" none="Add a condition to narrow it down." />
      </div>
    </RuleEditContext.Provider>
  );
}
