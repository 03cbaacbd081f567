import { useProperties, type Breakdown, type By } from '../../../api';
import { PickList, SentenceControl, type Pick } from '../../../design';
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
}

const nothing = 'nothing';

function breakdownCode(value: Breakdown | undefined): string {
  if (value === undefined) return nothing;
  if ('channel' in value) return 'channel';
  if ('trait' in value) return `trait:${value.trait}`;
  return `property:${value.property}`;
}

function breakdownOf(code: string): Breakdown | undefined {
  if (code === nothing) return undefined;
  if (code === 'channel') return { channel: true };
  const [, kind, name] = /^(property|trait):(.+)$/s.exec(code) ?? [];
  return kind === 'trait' ? { trait: name as string } : { property: name as string };
}

/** What the people are divided by. */
export function BreakdownControl({ value, onChange }: BreakdownControlProps) {
  const problem = useFieldProblem('breakdown');
  const properties = useProperties().data ?? [];
  const code = breakdownCode(value);
  const options: Pick[] = [
    { value: nothing, label: nothing },
    { value: 'channel', label: 'channel' },
    ...(['trait', 'property'] as const).flatMap((kind) =>
      properties
        .filter((item) => item.kind === kind)
        .map((item) => ({
          value: `${kind}:${item.property}`,
          label: item.property,
          group: kind === 'trait' ? 'Trait' : 'Property',
        })),
    ),
  ];
  return (
    <SentenceControl label="Divided by" value={code.replace(/^(property|trait):/s, '')} problem={problem}>
      {(close) => (
        <PickList
          options={options}
          chosen={[code]}
          placeholder="Divided by"
          onPick={(pick) => {
            onChange(breakdownOf(pick));
            close();
          }}
        />
      )}
    </SentenceControl>
  );
}
