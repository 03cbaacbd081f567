import { useState } from 'react';
import { useAccountTraits } from '../../../api';
import { CloseIcon, count, PickList, SentenceControl } from '../../../design';
import { freshValue } from '../rule/fresh';
import type { AccountNode, ValueNode } from '../rule/node';
import { accountFields, accountTraitWords } from '../rule/words';
import { ToggleWord, ValueEditor } from './words';
import classes from './builder.module.css';

interface AccountWordsProps {
  node: AccountNode;
  onChange: (node: AccountNode) => void;
  onDeny: () => void;
}

/** "belongs to an account whose plan is pro" */
export function AccountWords({ node, onChange, onDeny }: AccountWordsProps) {
  const [added, setAdded] = useState<number | null>(null);
  const set = (filters: ValueNode[]) => onChange({ ...node, filters });
  return (
    <>
      <ToggleWord label="belongs to an account or not" value={node.not ? 'belong to no account' : 'belong to an account'} onToggle={onDeny} />
      {node.filters.map((part, at) => (
        <span key={part.id} className={classes.filter}>
          {at === 0 ? 'whose' : 'and'}{' '}
          <SentenceControl label="trait of the account" value={accountTraitWords(part)} width={320} startOpen={part.id === added}>
            {() => (
              <ValueEditor
                node={part}
                fresh={part.id === added}
                onChange={(next) => set(node.filters.map((each) => (each.id === part.id ? next : each)))}
              />
            )}
          </SentenceControl>
          <button
            type="button"
            className={classes.drop}
            aria-label={`Remove the filter ${part.name}`}
            onClick={() => set(node.filters.filter(({ id }) => id !== part.id))}
          >
            <CloseIcon size={9} />
          </button>
        </span>
      ))}{' '}
      <SentenceControl
        label="Add a trait of the account"
        value={<span className={classes.add}>{node.filters.length === 0 ? '+ whose' : '+ and'}</span>}
        width={280}
      >
        {(close) => (
          <TraitPicks
            onPick={(name) => {
              close();
              const part = freshValue('trait', name) as ValueNode;
              setAdded(part.id);
              set([...node.filters, part]);
            }}
          />
        )}
      </SentenceControl>
    </>
  );
}

function TraitPicks({ onPick }: { onPick: (name: string) => void }) {
  const traits = useAccountTraits();
  const options = [
    ...Object.entries(accountFields).map(([value, label]) => ({ value, label, group: 'Of every account' })),
    ...(traits.data ?? []).map(({ trait, accounts }) => ({ value: trait, label: trait, detail: count(accounts), group: 'Traits' })),
  ];
  return <PickList options={options} loading={traits.isPending} placeholder="Search traits of accounts" onPick={onPick} />;
}
