import { Select } from '@mantine/core';
import { useSegments } from '../../../api';

/** One of the segments there are. */
export function SegmentField({ segment, onPick }: { segment: string; onPick: (id: string) => void }) {
  const segments = useSegments();
  const data = (segments.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  return (
    <Select
      mt={6}
      size="xs"
      aria-label="Segment"
      placeholder={segments.isSuccess && data.length === 0 ? 'There are no segments yet' : 'Segment'}
      data={data}
      value={segment === '' ? null : segment}
      searchable
      allowDeselect={false}
      comboboxProps={{ withinPortal: false }}
      onChange={(id) => id && onPick(id)}
    />
  );
}
