import { ActionIcon, TextInput } from '@mantine/core';
import { useEffect, useMemo, useRef, useState, type RefObject } from 'react';
import { CloseIcon, SearchIcon } from '../../../../design';
import type { Board } from '../place';
import { findIn, type Found } from './found';
import { useHighlight } from './use_highlight';
import classes from './find.module.css';

interface FindBarProps {
  board: Board;
  scroller: RefObject<HTMLElement | null>;
  onGo: (found: Found) => void;
  onClose: () => void;
}

/** Finds a text on the map: Enter goes on to the next place, Shift and Enter back. */
export function FindBar({ board, scroller, onGo, onClose }: FindBarProps) {
  const [text, setText] = useState('');
  const [at, setAt] = useState(-1);
  const input = useRef<HTMLInputElement>(null);
  const found = useMemo(() => findIn(board, text), [board, text]);
  useHighlight(scroller, text);
  useEffect(() => input.current?.focus(), []);
  const go = (by: 1 | -1) => {
    if (found.length === 0) return;
    const next = (Math.min(at, found.length - 1) + by + found.length + (at < 0 && by < 0 ? 1 : 0)) % found.length;
    setAt(next);
    const place = found[next];
    if (place) onGo(place);
  };
  const said = text.trim() === '' ? '' : found.length === 0 ? 'nowhere' : at < 0 ? `${found.length} places` : `${Math.min(at + 1, found.length)} of ${found.length}`;
  return (
    <div className={classes.bar} role="search" aria-label="Find on the map">
      <TextInput
        ref={input} aria-label="Find on the map" placeholder="Find on the map" size="xs" leftSection={<SearchIcon size={13} />} value={text} maxLength={200}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setAt(-1);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') go(event.shiftKey ? -1 : 1);
          else if (event.key === 'Escape') onClose();
          else if (event.key === 'f' && (event.ctrlKey || event.metaKey)) input.current?.select();
          else return;
          event.preventDefault();
        }}
      />
      <span role="status" className={classes.said}>{said}</span>
      <ActionIcon aria-label="Previous place" disabled={found.length === 0} onClick={() => go(-1)}>↑</ActionIcon>
      <ActionIcon aria-label="Next place" disabled={found.length === 0} onClick={() => go(1)}>↓</ActionIcon>
      <ActionIcon aria-label="Close the search" onClick={onClose}><CloseIcon size={14} /></ActionIcon>
    </div>
  );
}
