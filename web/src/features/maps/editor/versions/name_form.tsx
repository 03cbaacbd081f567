import { Button, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { asProblem, useNameMapVersion } from '../../../../api';
import classes from './versions.module.css';

interface NameFormProps {
  map: string;
  revision: number;
  name: string | null;
  note: string;
  onDone: () => void;
}

const nameMax = 200;
const noteMax = 2_000;

/** Gives a version a name, and takes it away where nothing is left of it. */
export function NameForm({ map, revision, name, note, onDone }: NameFormProps) {
  const naming = useNameMapVersion(map);
  const [text, setText] = useState(name ?? '');
  const [more, setMore] = useState(note);
  const isGone = text.trim() === '';
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        naming.mutate({ revision, name: text.trim(), note: isGone ? '' : more.trim() }, { onSuccess: onDone });
      }}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Escape') onDone();
      }}
    >
      <TextInput label={`Name of version ${revision}`} placeholder="Before the workshop" value={text} maxLength={nameMax} data-autofocus autoFocus onChange={(event) => setText(event.currentTarget.value)} />
      <Textarea label="Note" value={more} maxLength={noteMax} autosize minRows={1} maxRows={5} onChange={(event) => setMore(event.currentTarget.value)} />
      {naming.error && <p className={classes.problem} role="alert">It was not kept: {asProblem(naming.error).message}</p>}
      <div className={classes.buttons}>
        <Button size="compact-sm" onClick={onDone}>Cancel</Button>
        <Button size="compact-sm" type="submit" variant="filled" loading={naming.isPending} disabled={isGone && !name}>
          {isGone && name ? 'Take the name away' : 'Keep the name'}
        </Button>
      </div>
    </form>
  );
}
