import { Button, Popover } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useState } from 'react';
import { useQuestions, useRemoveQuestion, type Question } from '../../../api';
import { request } from '../../../api/client';
import { PickList, relative } from '../../../design';
import { isExploreKind } from '../ask/explore_search';

interface QuestionListProps {
  current: { question: Question; etag: string } | null;
  onOpen: (question: Question) => void;
  onRemoved: () => void;
}

/** The saved questions this screen can show; opens one, or removes the one that is open. */
export function QuestionList({ current, onOpen, onRemoved }: QuestionListProps) {
  const [opened, setOpened] = useState(false);
  const list = (useQuestions().data ?? []).filter((question) => isExploreKind(question.query.kind));
  const remove = useRemoveQuestion();
  const confirm = (question: Question) =>
    modals.openConfirmModal({
      title: `Remove “${question.name}”?`,
      children: 'The question goes for everybody in this workspace. The data stays as it is.',
      labels: { confirm: 'Remove', cancel: 'Keep' },
      confirmProps: { color: 'pain', variant: 'filled' },
      onConfirm: () =>
        void request<Question>('GET', `questions/${question.id}`).then((reply) =>
          remove.mutate({ id: question.id, etag: reply.etag ?? '' }, { onSuccess: onRemoved }),
        ),
    });
  if (list.length === 0) return null;
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" width={300} trapFocus returnFocus>
      <Popover.Target>
        <Button variant="subtle" onClick={() => setOpened(!opened)} aria-haspopup="dialog">
          Saved
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={8}>
        <PickList
          placeholder="Find a saved question"
          options={list.map((question) => ({
            value: question.id,
            label: question.name,
            detail: relative(question.updated_at),
          }))}
          chosen={current ? [current.question.id] : []}
          onPick={(id) => {
            const question = list.find((each) => each.id === id);
            if (question) onOpen(question);
            setOpened(false);
          }}
          foot={
            current && (
              <Button
                variant="subtle"
                color="pain"
                mt={6}
                onClick={() => {
                  setOpened(false);
                  confirm(current.question);
                }}
              >
                Remove “{current.question.name}”
              </Button>
            )
          }
        />
      </Popover.Dropdown>
    </Popover>
  );
}
