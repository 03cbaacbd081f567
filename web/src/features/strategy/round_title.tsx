import { Button, Popover, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useSaveMaturityRound, type MaturityRound } from '../../api';
import { failed } from '../../shell/toast';

/** Gives an assessment another name. */
export function RoundTitle({ round }: { round: MaturityRound }) {
  const save = useSaveMaturityRound();
  const [opened, setOpened] = useState(false);
  const [title, setTitle] = useState(round.title);
  const keep = () => {
    setOpened(false);
    if (title.trim() === '' || title === round.title) return;
    save.mutate({ draft: { title: title.trim(), note: round.note, closed: round.closed }, existing: round }, { onError: (error) => failed('It was not renamed', error) });
  };
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" trapFocus>
      <Popover.Target>
        <Button
          onClick={() => {
            setTitle(round.title);
            setOpened(!opened);
          }}
        >
          Rename
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            keep();
          }}
        >
          <TextInput label="Name of the assessment" data-autofocus maxLength={200} value={title} onChange={(event) => setTitle(event.currentTarget.value)} />
          <Button type="submit" variant="filled" mt={8} disabled={title.trim() === ''}>Rename</Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
