import { PickList, SentenceControl } from '../../../design';
import type { Group, GroupMode } from '../rule/node';
import { joints, modeWords } from '../rule/words';
import { AddPart } from './add_part';
import { useRuleEdit } from './edit_context';
import { PartRow } from './part_row';
import classes from './builder.module.css';

interface GroupPartsProps {
  group: Group;
  about: 'customers' | 'events';
  /** What is said where the group is the whole rule and empty. */
  none?: string;
}

/** The parts of a group, one under the other, and what can be added. */
export function GroupParts({ group, about, none }: GroupPartsProps) {
  return (
    <>
      {group.parts.length === 0 && none !== undefined && <p className={classes.none}>{none}</p>}
      {group.parts.length > 0 && (
        <ul className={classes.parts}>
          {group.parts.map((part, at) => (
            <PartRow key={part.id} node={part} about={about} joint={at === 0 ? null : joints[group.mode]} />
          ))}
        </ul>
      )}
      <div className={classes.addRow}>
        <AddPart group={group} about={about} first={group.parts.length === 0} />
      </div>
    </>
  );
}

const modes: GroupMode[] = ['all', 'any', 'none', 'not_all'];

export function ModeWord({ group }: { group: Group }) {
  const { replace } = useRuleEdit();
  return (
    <SentenceControl label="How the conditions are joined" value={modeWords[group.mode]} width={220}>
      {(close) => (
        <PickList
          options={modes.map((value) => ({ value, label: modeWords[value] }))}
          chosen={[group.mode]}
          onPick={(mode) => {
            replace(group.id, { ...group, mode: mode as GroupMode });
            close();
          }}
        />
      )}
    </SentenceControl>
  );
}
