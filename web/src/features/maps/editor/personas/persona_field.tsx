import { Select } from '@mantine/core';
import { useEditor } from '../editor_context';
import { useSet } from '../panel/fields';
import panel from '../panel/panel.module.css';

/** Whose a card or pain point is. */
export function PersonaField({ part, id, value }: { part: 'cells' | 'pains'; id: string; value: string | undefined }) {
  const { personas, mayWrite } = useEditor();
  const set = useSet(part, id, 'persona', value);
  if (personas.size === 0) return null;
  return (
    <Select
      label="Persona" data={[{ value: '', label: 'All personas' }, ...[...personas.values()].map((one) => ({ value: one.id, label: one.name }))]}
      value={value !== undefined && personas.has(value) ? value : ''} allowDeselect={false} disabled={!mayWrite} classNames={{ label: panel.label }} onChange={(next) => set(next === '' ? null : next)}
    />
  );
}
