import { TextInput, type TextInputProps } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';

interface KeptFieldProps extends Pick<TextInputProps, 'label' | 'placeholder' | 'description' | 'className' | 'size' | 'error'> {
  'aria-label'?: string;
  value: string;
  /** Called when the text is left or confirmed, and is another one. */
  onKeep: (text: string) => void;
  /** Without a text it goes back to the one before. */
  needed?: boolean;
}

/** A text that is saved when it is left; escape takes back what was typed. */
export function KeptField({ value, onKeep, needed = false, ...look }: KeptFieldProps) {
  const [text, setText] = useState(value);
  const escaped = useRef(false);
  useEffect(() => setText(value), [value]);
  const keep = () => {
    const wanted = text.trim();
    if (escaped.current || wanted === value || (needed && wanted === '')) setText(value);
    else onKeep(wanted);
    escaped.current = false;
  };
  return (
    <TextInput
      {...look}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === 'Escape') escaped.current = true;
        if (event.key === 'Enter' || event.key === 'Escape') event.currentTarget.blur();
      }}
    />
  );
}
