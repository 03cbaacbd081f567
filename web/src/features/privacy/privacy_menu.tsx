import { Button, Menu } from '@mantine/core';
import { useState } from 'react';
import { personExportAddress, useSession } from '../../api';
import { EraseDialog } from './erase_dialog';

/** What a customer may ask for: a copy of everything, or to be erased. For administrators. */
export function PrivacyMenu({ customer, name }: { customer: string; name: string }) {
  const [erasing, setErasing] = useState(false);
  if (useSession().data?.user.role !== 'admin') return null;
  return (
    <>
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <Button>Privacy</Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item component="a" href={personExportAddress(customer, 'html')} download>
            Export everything, to read
          </Menu.Item>
          <Menu.Item component="a" href={personExportAddress(customer, 'json')} download>
            Export everything, as JSON
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item color="pain" onClick={() => setErasing(true)}>
            Erase
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {erasing && <EraseDialog customer={customer} name={name} onClose={() => setErasing(false)} />}
    </>
  );
}
