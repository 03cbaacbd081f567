import { Button, Group, List, Modal, Radio, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { EarlierImports } from '../../api';
import { dayAndClock, plural } from '../../design';
import { earlierSentence } from './replace_words';

interface ReplaceDialogProps {
  file: string;
  earlier: EarlierImports;
  /** The source the file would go to beside the earlier one. */
  other: string;
  onReplace: (ids: string[]) => void;
  onKeepBoth: (source: string) => void;
  onCancel: () => void;
}

/** The same file with another mapping: in place of its earlier events, beside them, or not at all. */
export function ReplaceDialog({ file, earlier, other, onReplace, onKeepBoth, onCancel }: ReplaceDialogProps) {
  const [choice, setChoice] = useState('replace');
  const events = plural(earlier.events, 'event');
  const replacing = choice === 'replace';
  const confirm = () =>
    replacing ? onReplace(earlier.imports.map(({ id }) => id)) : onKeepBoth(other);
  return (
    <Modal opened onClose={onCancel} title="This file was imported before" centered>
      <Stack gap={14}>
        <Text size="sm">{earlierSentence(file, earlier)}</Text>
        {earlier.imports.length > 1 && (
          <List size="sm">
            {earlier.imports.map(({ id, started_at: started, added }) => (
              <List.Item key={id}>
                <Link to="/data/imports/$id" params={{ id }}>
                  {dayAndClock(started)}
                </Link>
                , {plural(added, 'event')}
              </List.Item>
            ))}
          </List>
        )}
        <Radio.Group value={choice} onChange={setChoice} aria-label="What to do with the earlier events">
          <Stack gap={10}>
            <Radio
              value="replace"
              label={`Replace those ${events}`}
              description="They are taken out at the moment the new ones are in. If the import fails or is cancelled, they stay."
            />
            <Radio
              value="both"
              label="Keep both"
              description={`The file goes in once more, as the source “${other}”. Its rows then count twice.`}
            />
          </Stack>
        </Radio.Group>
        <Group justify="flex-end" gap={8}>
          <Button onClick={onCancel} data-autofocus>
            Cancel
          </Button>
          <Button variant="filled" color={replacing ? 'pain' : undefined} onClick={confirm}>
            {replacing ? `Replace ${events}` : 'Import as another source'}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
