import { Button, Menu } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useMaps } from '../../../../api';
import { Tag } from '../../../../design';
import { saved } from '../../../../shell/toast';
import type { MapDocument } from '../../engine/fields';
import { useEditor } from '../editor_context';
import { otherState, stateWords, useCounterpart } from './counterpart';

interface StateMenuProps {
  id: string;
  document: MapDocument;
  comparing: boolean;
  onCompare: (map: string | null) => void;
}

const capital = (text: string) => text[0]?.toUpperCase() + text.slice(1);

/** Which state the map shows, the map of the other one, and both against each other. */
export function StateMenu({ id, document, comparing, onCompare }: StateMenuProps) {
  const { mayWrite } = useEditor();
  const maps = useMaps();
  const navigate = useNavigate();
  const twin = useCounterpart(id, document);
  const { counterpart, state = 'current' } = document.about;
  const found = maps.data?.find((map) => map.id === counterpart);
  const gone = counterpart !== undefined && maps.data !== undefined && !found;
  const other = stateWords[otherState(document)];
  if (counterpart === undefined && !mayWrite) return state === 'future' ? <Tag tone="accent">future state</Tag> : null;
  const open = (map: string) => void navigate({ to: '/journeys/maps/$id', params: { id: map } });
  return (
    <>
      <Menu position="bottom-end" width={290}>
        <Menu.Target>
          <Button variant="subtle" loading={twin.isMaking} aria-haspopup="menu">{capital(stateWords[state])}</Button>
        </Menu.Target>
        <Menu.Dropdown>
          {counterpart === undefined && (
            <Menu.Item
              onClick={() =>
                twin.make((map) => {
                  saved(`A copy was made to draw the ${other} in.`);
                  open(map);
                })
              }
            >
              Make the {other}
              <small style={{ display: 'block', color: 'var(--ink-3)' }}>A copy of this map, to change and to compare with it</small>
            </Menu.Item>
          )}
          {counterpart === undefined && maps.data && maps.data.some((map) => map.id !== id) && (
            <>
              <Menu.Divider />
              <Menu.Label>Or a map that is there</Menu.Label>
              {maps.data.filter((map) => map.id !== id && map.state !== state && !map.counterpart).slice(0, 8).map((map) => (
                <Menu.Item key={map.id} onClick={() => twin.choose(map.id)}>{map.title || 'Map without a name'}</Menu.Item>
              ))}
              {maps.data.every((map) => map.id === id || map.state === state || map.counterpart) && <Menu.Item disabled>No map shows a {other}</Menu.Item>}
            </>
          )}
          {found && <Menu.Item onClick={() => open(found.id)}>Open the {other}</Menu.Item>}
          {found && <Menu.Item onClick={() => onCompare(comparing ? null : found.id)}>{comparing ? 'Back to the map' : `Compare with the ${other}`}</Menu.Item>}
          {gone && <Menu.Item disabled>The map of the {other} was removed</Menu.Item>}
          {found && mayWrite && <Menu.Item onClick={() => twin.choose(null)}>Part the two maps</Menu.Item>}
          {gone && mayWrite && <Menu.Item onClick={twin.forget}>Forget it</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
      {found && !comparing && <Button variant="subtle" onClick={() => onCompare(found.id)}>Compare with {otherState(document)}</Button>}
    </>
  );
}
