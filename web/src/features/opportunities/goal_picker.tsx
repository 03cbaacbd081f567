import { MultiSelect } from '@mantine/core';
import { useMemo } from 'react';
import { useScoreGoals, useStrategy } from '../../api';

interface GoalPickerProps {
  goals: string[];
  readOnly: boolean;
  className?: string;
  onChange: (goals: string[]) => void;
}

/** Score goals and guiding principles that something serves. One that was removed stays until it is taken away. */
export function GoalPicker({ goals, readOnly, className, onChange }: GoalPickerProps) {
  const scores = useScoreGoals();
  const strategy = useStrategy();
  const data = useMemo(() => {
    const of = (items: { id: string; title: string }[] | undefined) => (items ?? []).map(({ id, title }) => ({ value: id, label: title || 'Without a name' }));
    const known = [
      { group: 'Score goals', items: of(scores.data) },
      { group: 'Guiding principles', items: of(strategy.data?.principles) },
    ];
    const ids = new Set(known.flatMap(({ items }) => items.map(({ value }) => value)));
    const loading = scores.isPending || strategy.isPending;
    const gone = goals.filter((id) => !ids.has(id)).map((id) => ({ value: id, label: loading ? '…' : 'A goal that was removed' }));
    return [...known, ...(gone.length > 0 ? [{ group: 'Not there any more', items: gone }] : [])].filter(({ items }) => items.length > 0);
  }, [scores.data, strategy.data, scores.isPending, strategy.isPending, goals]);
  return (
    <MultiSelect
      label="Goals and principles it serves" size="sm" data={data} value={goals} maxValues={50} searchable readOnly={readOnly} classNames={className ? { label: className } : undefined}
      placeholder={goals.length === 0 ? 'None yet' : undefined} nothingFoundMessage="None; they are written under Strategy" onChange={onChange}
    />
  );
}
