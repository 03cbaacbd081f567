import { Button, Menu } from '@mantine/core';
import type { PanelName } from '../editor/map_search';

interface ShareMenuProps {
  panel: PanelName | undefined;
  mayWrite: boolean;
  onPanel: (panel: PanelName) => void;
  onPresent: () => void;
}

/** Ways for a map to reach others: links, files, and a room. */
export function ShareMenu({ panel, mayWrite, onPanel, onPresent }: ShareMenuProps) {
  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>
        <Button aria-pressed={panel === 'share' || panel === 'export'}>Share</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {mayWrite && <Menu.Item onClick={() => onPanel('share')}>By a link<Hint>For people without an account</Hint></Menu.Item>}
        <Menu.Item onClick={() => onPanel('export')}>As a file<Hint>PDF, picture, spreadsheet and others</Hint></Menu.Item>
        <Menu.Item onClick={onPresent}>Present<Hint>Stage by stage, full screen</Hint></Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Hint({ children }: { children: string }) {
  return <small style={{ display: 'block', color: 'var(--ink-3)' }}>{children}</small>;
}
