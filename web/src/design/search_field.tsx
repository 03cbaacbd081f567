import { TextInput, type TextInputProps } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useRef, useState, type Ref } from 'react';
import { SearchIcon } from './icons';

interface SearchFieldProps extends Pick<TextInputProps, 'className' | 'size' | 'placeholder'> {
  label: string;
  /** What is asked for now; usually stands in the address. */
  q: string;
  onAsk: (text: string) => void;
  /** How long typing must rest before it is asked. */
  pauseMs: number;
  ref?: Ref<HTMLInputElement>;
}

/** Asks once typing pauses; follows the address when that changes by itself. */
export function SearchField({ label, q, onAsk, pauseMs, ref, ...look }: SearchFieldProps) {
  const [text, setText] = useState(q);
  const asked = useRef(q);
  const ask = useDebouncedCallback((next: string) => {
    asked.current = next;
    onAsk(next);
  }, pauseMs);
  useEffect(() => {
    if (q !== asked.current) {
      asked.current = q;
      setText(q);
    }
  }, [q]);
  return (
    <TextInput
      {...look}
      ref={ref}
      aria-label={label}
      leftSection={<SearchIcon size={14} />}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        ask(event.currentTarget.value.trim());
      }}
    />
  );
}
