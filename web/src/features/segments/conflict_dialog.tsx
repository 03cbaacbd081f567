import { Button, Modal } from '@mantine/core';
import type { Segment } from '../../api';
import { dayAndClock } from '../../design';
import { readRule } from './rule/read';
import { ruleWords, type SegmentNames } from './rule/words';
import type { Draft } from './use_draft';
import classes from './segments.module.css';

interface ConflictDialogProps {
  mine: Draft;
  theirs: Segment;
  names: SegmentNames;
  onMine: () => void;
  onTheirs: () => void;
  onClose: () => void;
}

/** Somebody saved meanwhile: both versions, and the choice. */
export function ConflictDialog({ mine, theirs, names, onMine, onTheirs, onClose }: ConflictDialogProps) {
  const version = (title: string, name: string, description: string, words: string) => (
    <div className={classes.version}>
      <h3>{title}</h3>
      <p>
        <b>{name}</b>
      </p>
      {description !== '' && <p>{description}</p>}
      <p className={classes.quiet}>{words}</p>
    </div>
  );
  return (
    <Modal opened onClose={onClose} title="Somebody changed this segment meanwhile" size="lg">
      <div className={classes.versions}>
        {version('Yours', mine.name, mine.description, ruleWords(mine.root, names))}
        {version(
          `Theirs, saved ${dayAndClock(theirs.updated_at)}`,
          theirs.name,
          theirs.description,
          theirs.rule ? ruleWords(readRule(theirs.rule), names) : 'A list',
        )}
      </div>
      <div className={classes.dialogFoot}>
        <Button onClick={onClose}>Go on editing</Button>
        <Button onClick={onTheirs}>Take theirs</Button>
        <Button variant="filled" onClick={onMine}>
          Save mine over it
        </Button>
      </div>
      <p className={classes.quiet}>If you take theirs, undo brings yours back.</p>
    </Modal>
  );
}
