import { Popover } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { ReactNode } from 'react';
import classes from './sentence.module.css';

/** A question that reads as a sentence; its underlined words are SentenceControls. */
export function Sentence({ children, foot }: { children: ReactNode; foot?: ReactNode }) {
  return (
    <div className={classes.question}>
      <div className={classes.sentence}>{children}</div>
      {foot !== undefined && <div className={classes.foot}>{foot}</div>}
    </div>
  );
}

interface SentenceControlProps {
  /** What the word chooses, for screen readers: "who", "start event". */
  label: string;
  /** The word as it stands in the sentence. */
  value: ReactNode;
  width?: number;
  disabled?: boolean;
  /** Open from the start, for a word that has just been added. */
  startOpen?: boolean;
  onClose?: () => void;
  /** What is wrong with it: marks the word and says so to those who point at it. */
  problem?: string;
  /** The picker; call close once something is chosen. */
  children: (close: () => void) => ReactNode;
}

/** An underlined word that opens its picker. */
export function SentenceControl(props: SentenceControlProps) {
  const [opened, { toggle, close }] = useDisclosure(props.startOpen ?? false, { onClose: props.onClose });
  return (
    <Popover
      opened={opened}
      onChange={(next) => !next && close()}
      position="bottom-start"
      width={props.width ?? 280}
      trapFocus
      returnFocus
      withinPortal
    >
      <Popover.Target>
        <button
          type="button"
          className={classes.control}
          aria-label={`${props.label}: ${typeof props.value === 'string' ? props.value : 'change'}${props.problem === undefined ? '' : `. ${props.problem}`}`}
          aria-haspopup="dialog"
          data-problem={props.problem !== undefined || undefined}
          title={props.problem}
          disabled={props.disabled}
          onClick={toggle}
        >
          {props.value}
        </button>
      </Popover.Target>
      <Popover.Dropdown p={8} aria-label={props.label}>
        {opened && props.children(close)}
      </Popover.Dropdown>
    </Popover>
  );
}
