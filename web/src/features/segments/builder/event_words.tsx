import { useEffect, useState } from 'react';
import { useProperties } from '../../../api';
import { CloseIcon, count, PickList, SentenceControl, type Pick } from '../../../design';
import { NamePicker } from '../../explore/ask/name_picker';
import { appended, removed, replaced } from '../rule/tree';
import { freshNames, freshPart, freshValue, withEvent } from '../rule/fresh';
import type { Group, NameKind, Node } from '../rule/node';
import { namesWords, plainEvent } from '../rule/words';
import { GroupParts } from './group_parts';
import { NamesWord, ToggleWord, ValueWord } from './words';
import classes from './builder.module.css';

interface EventWordsProps {
  group: Group;
  onChange: (group: Group) => void;
  label?: string;
  startOpen?: boolean;
}

/** Which events: one name with what is asked of them, or a tree of conditions of its own. */
export function EventWords({ group, onChange, label = 'event', startOpen }: EventWordsProps) {
  const [added, setAdded] = useState<number | null>(null);
  const plain = plainEvent(group);
  if (!plain) {
    return (
      <>
        <span>something that matches</span>
        <div className={classes.nested}>
          <GroupParts group={group} about="events" />
        </div>
      </>
    );
  }
  const chosen = plain.event ? (Array.isArray(plain.event.names) ? plain.event.names : [plain.event.names]) : [];
  const change = (id: number, next: Node) => onChange(replaced(group, id, next));
  return (
    <>
      <SentenceControl label={label} value={plain.event ? namesWords(plain.event) : 'anything'} width={320} startOpen={startOpen}>
        {() => <EventChoice chosen={chosen} onChange={(names) => onChange(withEvent(group, names))} />}
      </SentenceControl>
      {plain.filters.map((part, at) => (
        <span key={part.id} className={classes.filter}>
          {at === 0 ? 'where' : 'and'}{' '}
          {part.not && <ToggleWord label="not" value="not" onToggle={() => change(part.id, { ...part, not: false })} />}
          {part.kind === 'value' ? (
            <ValueWord node={part} startOpen={part.id === added} onChange={(next) => change(part.id, next)} />
          ) : (
            <NamesWord node={part} startOpen={part.id === added} onChange={(next) => change(part.id, next)} />
          )}
          <button
            type="button"
            className={classes.drop}
            aria-label={`Remove the filter ${part.kind === 'value' ? part.name : part.of}`}
            onClick={() => onChange(removed(group, part.id))}
          >
            <CloseIcon size={9} />
          </button>
        </span>
      ))}
      <AddFilter
        first={plain.filters.length === 0}
        onAdd={(part) => {
          setAdded(part.id);
          onChange(appended(group, group.id, part));
        }}
        onTree={() => onChange(appended(group, group.id, freshPart('group')))}
      />
    </>
  );
}

/** Names are chosen in the popover, and go into the rule as they are. */
function EventChoice({ chosen, onChange }: { chosen: string[]; onChange: (names: string[]) => void }) {
  const [names, setNames] = useState(chosen);
  useEffect(() => setNames(chosen), [chosen.join('\n')]);
  return (
    <NamePicker
      kind="event"
      names={names}
      onChange={(next) => {
        setNames(next);
        onChange(next);
      }}
    />
  );
}

const others: { value: NameKind; label: string }[] = [
  { value: 'channel', label: 'channel' },
  { value: 'source', label: 'source' },
  { value: 'touchpoint', label: 'touchpoint' },
  { value: 'stage', label: 'stage' },
  { value: 'type', label: 'type' },
];

function AddFilter({ first, onAdd, onTree }: { first: boolean; onAdd: (part: Node) => void; onTree: () => void }) {
  return (
    <SentenceControl label="Add a filter" value={<span className={classes.add}>{first ? '+ where' : '+ and'}</span>} width={300}>
      {(close) => (
        <FilterChoice
          onAdd={(part) => {
            close();
            onAdd(part);
          }}
          onTree={() => {
            close();
            onTree();
          }}
        />
      )}
    </SentenceControl>
  );
}

function FilterChoice({ onAdd, onTree }: { onAdd: (part: Node) => void; onTree: () => void }) {
  const properties = useProperties();
  const known = properties.data ?? [];
  const options: Pick[] = [
    ...known
      .filter(({ kind }) => kind === 'property')
      .map((item) => ({ value: `property ${item.property}`, label: item.property, detail: count(item.count), group: 'Properties' })),
    ...others.map(({ value, label }) => ({ value: `name ${value}`, label, group: 'About the event' })),
    { value: 'tree ', label: 'conditions with any, none and groups', group: 'More' },
  ];
  return (
    <PickList
      options={options}
      loading={properties.isPending}
      placeholder="Search properties"
      onPick={(choice) => {
        const at = choice.indexOf(' ');
        const name = choice.slice(at + 1);
        if (choice.startsWith('tree')) onTree();
        else onAdd(choice.startsWith('name') ? freshNames(name as NameKind) : freshValue('property', name));
      }}
    />
  );
}
