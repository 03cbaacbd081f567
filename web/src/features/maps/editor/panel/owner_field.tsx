import { Select } from '@mantine/core';
import { useUsers } from '../../../../api';
import { useEditor } from '../editor_context';
import { useSet } from './fields';
import classes from './panel.module.css';

/** Who looks after the map. */
export function OwnerField({ value }: { value: string | undefined }) {
  const { mayWrite } = useEditor();
  const users = useUsers();
  const set = useSet('about', 'about', 'owner', value);
  const known = users.data ?? [];
  const gone = value !== undefined && users.data !== undefined && !known.some(({ id }) => id === value);
  return (
    <Select
      label="Owner" placeholder={users.isPending ? 'Looking who is here …' : 'Nobody'} searchable clearable disabled={!mayWrite} classNames={{ label: classes.label }} value={value ?? null}
      data={[...known.map(({ id, name }) => ({ value: id, label: name })), ...(gone ? [{ value: value as string, label: 'Somebody who left' }] : [])]} nothingFoundMessage="There is nobody of this name"
      error={users.isError ? 'The people of the workspace cannot be listed now.' : undefined} onChange={set}
    />
  );
}
