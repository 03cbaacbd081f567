import { ActionIcon, Menu } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useMapActions, type PortfolioMap } from '../../../api';
import { failed, savedWithUndo } from '../../../shell/toast';
import { MoreIcon } from './more_icon';

/** What can be done with a map from the list; all of it can be taken back. */
export function MapMenu({ map }: { map: PortfolioMap }) {
  const { setStatus, copy, remove, recover } = useMapActions();
  const navigate = useNavigate();
  const name = map.title || 'Map without a name';
  const onError = (title: string) => (error: unknown) => failed(title, error);
  const change = (status: PortfolioMap['status'], said: string) =>
    setStatus.mutate(
      { map, status },
      {
        onError: onError(`“${name}” is as it was`),
        onSuccess: () => savedWithUndo(said, () => setStatus.mutate({ map, status: map.status }, { onError: onError(`“${name}” stays ${status}`) })),
      },
    );
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <ActionIcon aria-label={`More about ${name}`}>
          <MoreIcon />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {map.status === 'archived' ? (
          <Menu.Item onClick={() => change('draft', `“${name}” is a draft again.`)}>Take out of the archive</Menu.Item>
        ) : (
          <Menu.Item onClick={() => change('archived', `“${name}” is archived.`)}>Archive</Menu.Item>
        )}
        <Menu.Item
          onClick={() =>
            copy.mutate(map, {
              onError: onError('The map was not copied'),
              onSuccess: ({ id }) => {
                savedWithUndo(`“${name}” was copied.`, () => remove.mutate({ id }, { onError: onError('The copy stays') }));
                void navigate({ to: '/journeys/maps/$id', params: { id } });
              },
            })
          }
        >
          Make a copy
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          color="var(--pain)"
          onClick={() =>
            remove.mutate(map, {
              onError: onError(`“${name}” was not removed`),
              onSuccess: () => savedWithUndo(`“${name}” was removed. It can be recovered for 30 days.`, () => recover.mutate(map, { onError: onError(`“${name}” was not recovered`) })),
            })
          }
        >
          Remove
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
