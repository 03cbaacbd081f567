import { useAccountsKnown, useProperties, useSegments, type Breakdown, type By } from '../../../api';
import { PickList, SentenceControl, type Pick } from '../../../design';
import { breakdownCodes, breakdownPicked, breakdownWord } from './breakdown_pick';
import { useFieldProblem } from './field_problem';

interface ByControlProps {
  value: By | undefined;
  onChange: (by: By) => void;
}

const groupings = ['event', 'touchpoint', 'stage', 'channel'] as const;

/** What one step of a journey is called by. */
export function ByControl({ value = 'event', onChange }: ByControlProps) {
  const problem = useFieldProblem('by');
  const properties = useProperties().data ?? [];
  const options: Pick[] = [
    ...groupings.map((each) => ({ value: each, label: each })),
    ...properties
      .filter((item) => item.kind === 'property')
      .map((item) => ({ value: `property:${item.property}`, label: item.property, group: 'Property' })),
  ];
  const chosen = typeof value === 'string' ? value : `property:${value.property}`;
  return (
    <SentenceControl
      label="By"
      value={typeof value === 'string' ? value : value.property}
      problem={problem}
    >
      {(close) => (
        <PickList
          options={options}
          chosen={[chosen]}
          placeholder="By"
          onPick={(pick) => {
            const property = /^property:(.+)$/s.exec(pick)?.[1];
            onChange(property === undefined ? (pick as By) : { property });
            close();
          }}
        />
      )}
    </SentenceControl>
  );
}

interface BreakdownControlProps {
  value: Breakdown | undefined;
  onChange: (breakdown: Breakdown | undefined) => void;
  /** Accounts are divided by what is known of them, and have no segments. */
  accounts?: boolean;
}

const ownTraits = ['$type', '$members'];

/** What the people are divided by. */
export function BreakdownControl({ value, onChange, accounts = false }: BreakdownControlProps) {
  const problem = useFieldProblem('breakdown');
  const properties = useProperties().data ?? [];
  const segments = useSegments(!accounts).data?.items ?? [];
  const traits = useTraits(accounts);
  const codes = breakdownCodes(value);
  const options: Pick[] = [
    { value: 'nothing', label: 'nothing' },
    { value: 'channel', label: 'channel' },
    ...(accounts
      ? []
      : segments.map(({ id, name }) => ({ value: `segment:${id}`, label: name, group: 'Segment, one or more' }))),
    ...traits.map((trait) => ({ value: `trait:${trait}`, label: trait, group: 'Trait' })),
    ...properties
      .filter((item) => item.kind === 'property')
      .map((item) => ({ value: `property:${item.property}`, label: item.property, group: 'Property' })),
  ];
  const word = breakdownWord(value, (id) => segments.find((segment) => segment.id === id)?.name ?? id);
  return (
    <SentenceControl label="Divided by" value={word} problem={problem}>
      {(close) => (
        <PickList
          multiple={value !== undefined && 'segments' in value}
          options={options}
          chosen={codes}
          placeholder="Divided by"
          onPick={(pick) => {
            onChange(breakdownPicked(value, pick));
            // More segments may follow.
            if (!pick.startsWith('segment:')) close();
          }}
        />
      )}
    </SentenceControl>
  );
}

function useTraits(accounts: boolean): string[] {
  const ofCustomers = useProperties().data ?? [];
  const ofAccounts = useAccountsKnown(accounts).data?.traits ?? [];
  if (accounts) return [...ownTraits, ...ofAccounts.map(({ trait }) => trait)];
  return ofCustomers.filter((item) => item.kind === 'trait').map((item) => item.property);
}
