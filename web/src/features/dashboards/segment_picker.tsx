import { Button, Popover } from '@mantine/core';
import { useState } from 'react';
import { useSegments } from '../../api';
import { count, PickList } from '../../design';

interface SegmentPickerProps {
  segment: string | undefined;
  onChange: (segment: string | undefined) => void;
}

const everyone = ' everyone';

/** Whose answers a dashboard shows. */
export function SegmentPicker({ segment, onChange }: SegmentPickerProps) {
  const [opened, setOpened] = useState(false);
  const segments = useSegments().data?.items ?? [];
  if (segments.length === 0 && segment === undefined) return null;
  const name = segment === undefined ? 'Everyone' : (segments.find(({ id }) => id === segment)?.name ?? 'A segment that is gone');
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={280} trapFocus returnFocus>
      <Popover.Target>
        <Button onClick={() => setOpened(!opened)} aria-haspopup="dialog" aria-label={`Segment: ${name}`}>
          {name}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={8} aria-label="Segment">
        <PickList
          placeholder="Find a segment"
          options={[
            { value: everyone, label: 'Everyone' },
            ...segments.map(({ id, name: label, size }) => ({ value: id, label, detail: size === null ? '' : count(size) })),
          ]}
          chosen={[segment ?? everyone]}
          onPick={(value) => {
            onChange(value === everyone ? undefined : value);
            setOpened(false);
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}
