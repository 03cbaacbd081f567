import { Button, Popover } from '@mantine/core';
import { useId, useState } from 'react';
import { useSegments, type Predicate } from '../../../../api';
import { PredicateEditor } from '../../../explore/ask/predicate_control';
import { predicateWords } from '../../../explore/ask/predicate_words';
import type { PartName } from '../../engine/fields';
import { useEditor } from '../../editor/editor_context';
import classes from './numbers_panel.module.css';

interface BinderProps {
  part: PartName;
  id: string;
  field?: 'binding' | 'outcome';
  label: string;
  value: Record<string, unknown> | undefined;
  /** How it reads while nothing is chosen. */
  none?: string;
}

/** Which events belong to a thing of the map: in words, and changed in the builder that questions have. */
export function Binder({ part, id, field = 'binding', label, value, none = 'nothing yet' }: BinderProps) {
  const { perform, mayWrite } = useEditor();
  const [opened, setOpened] = useState(false);
  const name = useId();
  const predicate = value as Predicate | undefined;
  const segments = useSegments(JSON.stringify(value ?? {}).includes('"segment"'));
  const names = new Map(segments.data?.items.map((one) => [one.id, one.name]));
  const set = (next: Predicate | undefined) => {
    const isSet = next !== undefined && Object.keys(next).length > 0;
    perform([{ op: 'set', in: part, id, field, value: isSet ? (next as never) : null }], `${id}.${field}`);
  };
  return (
    <div className={classes.binder} role="group" aria-labelledby={name}>
      <span id={name} className={classes.label}>{label}</span>
      <span className={classes.bound} data-none={value === undefined || undefined}>{predicate ? predicateWords(predicate, names) : none}</span>
      {mayWrite && (
        <span className={classes.buttons}>
          <Popover opened={opened} onChange={setOpened} width={360} position="bottom-end" trapFocus returnFocus withinPortal>
            <Popover.Target>
              <Button size="compact-xs" aria-haspopup="dialog" aria-expanded={opened} onClick={() => setOpened((open) => !open)}>{value ? 'Change' : 'Choose events'}</Button>
            </Popover.Target>
            <Popover.Dropdown p={10}>
              <PredicateEditor key={id} value={predicate} first="touchpoint" onChange={set} />
            </Popover.Dropdown>
          </Popover>
          {value && <Button size="compact-xs" variant="subtle" onClick={() => set(undefined)}>Unbind</Button>}
        </span>
      )}
    </div>
  );
}
