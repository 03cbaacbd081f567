import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useValues } from '../../../api';
import { count, PickList } from '../../../design';
import type { NameKind } from './predicate_draft';

interface NamePickerProps {
  kind: NameKind;
  names: string[];
  onChange: (names: string[]) => void;
}

const typingPauseMs = 150;
const types = ['track', 'page', 'screen', 'identify', 'group', 'alias'];

/** Several names out of those in the data, most frequent first. */
export function NamePicker({ kind, names, onChange }: NamePickerProps) {
  const [text, setText] = useState('');
  const [wanted] = useDebouncedValue(text, typingPauseMs);
  const values = useValues(kind === 'type' ? null : kind, wanted);
  const found =
    kind === 'type'
      ? types.filter((type) => type.includes(text.toLowerCase())).map((value) => ({ value, detail: undefined }))
      : (values.data ?? []).map((item) => ({ value: String(item.value), detail: count(item.count) }));
  // What is chosen stays in sight even when the search does not find it.
  const missing = names.filter((name) => !found.some((item) => item.value === name));
  const options = [...(text === '' ? missing.map((value) => ({ value, detail: undefined })) : []), ...found];
  return (
    <div style={{ marginTop: 6 }}>
      <PickList
        multiple
        options={options}
        chosen={names}
        loading={values.isFetching}
        placeholder={`Search ${kind === 'touchpoint' ? 'touchpoints' : `${kind}s`}`}
        onSearch={setText}
        onPick={(name) =>
          onChange(names.includes(name) ? names.filter((each) => each !== name) : [...names, name])
        }
      />
    </div>
  );
}
