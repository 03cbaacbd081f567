import { useProperties } from '../../../api';
import { count, PickList, SentenceControl, type Pick } from '../../../design';
import { freshNames, freshPart, freshSegment, freshValue, type FreshKind } from '../rule/fresh';
import type { Group, NameKind, Node } from '../rule/node';
import { appended } from '../rule/tree';
import { useRuleEdit } from './edit_context';
import classes from './builder.module.css';

const deeds: { value: FreshKind; label: string }[] = [
  { value: 'did', label: 'did something' },
  { value: 'did_not', label: 'did not do something' },
  { value: 'measured', label: 'a sum or average of a property' },
  { value: 'first', label: 'did something for the first time' },
  { value: 'sequence', label: 'did one thing, then another' },
];
const eventForms: { value: NameKind; label: string }[] = [
  { value: 'event', label: 'event' },
  { value: 'channel', label: 'channel' },
  { value: 'source', label: 'source' },
  { value: 'touchpoint', label: 'touchpoint' },
  { value: 'stage', label: 'stage' },
  { value: 'type', label: 'type' },
];

interface AddPartProps {
  group: Group;
  about: 'customers' | 'events';
  /** Says "Add a condition" where there is none yet. */
  first: boolean;
}

export function AddPart({ group, about, first }: AddPartProps) {
  const { change, setFresh } = useRuleEdit();
  return (
    <SentenceControl
      label="Add"
      value={<span className={classes.add}>{first ? '+ add a condition' : `+ ${group.mode === 'any' || group.mode === 'none' ? 'or' : 'and'}`}</span>}
      width={320}
    >
      {(close) => (
        <PartChoice
          about={about}
          onPick={(part) => {
            close();
            setFresh(part.id);
            change((root) => appended(root, group.id, part));
          }}
        />
      )}
    </SentenceControl>
  );
}

function PartChoice({ about, onPick }: { about: 'customers' | 'events'; onPick: (part: Node) => void }) {
  const { segments, self } = useRuleEdit();
  const properties = useProperties();
  const known = (properties.data ?? []).filter(({ kind }) => kind === (about === 'events' ? 'property' : 'trait'));
  const named = known.map((item) => ({ value: `value ${item.property}`, label: item.property, detail: count(item.count) }));
  const group: Pick = { value: 'deed group', label: 'a group of conditions', group: 'Group' };
  const options: Pick[] =
    about === 'events'
      ? [
          ...eventForms.map(({ value, label }) => ({ value: `name ${value}`, label, group: 'About the event' })),
          ...named.map((pick) => ({ ...pick, group: 'Properties' })),
          group,
        ]
      : [
          ...deeds.map(({ value, label }) => ({ value: `deed ${value}`, label, group: 'What they did' })),
          ...named.map((pick) => ({ ...pick, group: 'Who they are' })),
          ...[...segments]
            .filter(([id]) => id !== self)
            .map(([id, label]) => ({ value: `segment ${id}`, label, group: 'In a segment' })),
          { value: 'deed account', label: 'belongs to an account', group: 'In an account' },
          group,
        ];
  return (
    <PickList
      options={options}
      loading={properties.isPending}
      placeholder={about === 'events' ? 'Search properties' : 'Search conditions, traits and segments'}
      onPick={(choice) => {
        const at = choice.indexOf(' ');
        const [kind, name] = [choice.slice(0, at), choice.slice(at + 1)];
        if (kind === 'deed') onPick(freshPart(name as FreshKind));
        else if (kind === 'name') onPick(freshNames(name as NameKind));
        else if (kind === 'segment') onPick(freshSegment(name));
        else onPick(freshValue(about === 'events' ? 'property' : 'trait', name));
      }}
    />
  );
}
