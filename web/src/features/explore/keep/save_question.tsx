import { Button, Menu, Modal, Popover, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { asProblem, useSaveQuestion, type Question, type QuestionDraft } from '../../../api';
import { request } from '../../../api/client';
import { relative } from '../../../design';
import type { ExploreDocument } from '../ask/explore_search';
import { sameDocument } from './same_document';

interface SaveQuestionProps {
  document: ExploreDocument;
  view: Record<string, unknown>;
  saved: { question: Question; etag: string } | null;
  onSaved: (question: Question) => void;
  /** Shows what somebody else has saved instead. */
  onTake: (question: Question) => void;
}

/** Saves the question under its name; says so when somebody else was faster. */
export function SaveQuestion({ document, view, saved, onSaved, onTake }: SaveQuestionProps) {
  const save = useSaveQuestion();
  const client = useQueryClient();
  const [naming, setNaming] = useState(false);
  const [theirs, setTheirs] = useState<Question | null>(null);
  const changed = saved === null || !sameDocument(saved.question.query, document);
  const draft = (name: string): QuestionDraft => ({ name, query: document, view });
  const failed = (error: unknown) => {
    const problem = asProblem(error);
    if (problem.code === 'conflict' && problem.body.theirs) {
      setTheirs(problem.body.theirs as Question);
      return;
    }
    notifications.show({
      title: 'The question was not saved',
      message: [problem.message, problem.hint].filter(Boolean).join(' '),
    });
  };
  const create = (name: string) =>
    save.mutate({ draft: draft(name) }, { onSuccess: (question) => { setNaming(false); onSaved(question); }, onError: failed });
  const update = (etag: string, name: string) => {
    if (!saved) return;
    save.mutate(
      { draft: draft(name), existing: { id: saved.question.id, etag } },
      { onSuccess: (question) => { setTheirs(null); onSaved(question); }, onError: failed },
    );
  };
  const keepMine = async () => {
    if (!saved) return;
    try {
      const now = await request<Question>('GET', `questions/${saved.question.id}`);
      update(now.etag ?? '', saved.question.name);
    } catch (error) {
      failed(error);
    }
  };
  return (
    <>
      <Popover opened={naming} onChange={setNaming} position="bottom-end" width={280} trapFocus returnFocus>
        <Popover.Target>
          {saved === null ? (
            <Button variant="filled" onClick={() => setNaming(true)}>
              Save
            </Button>
          ) : (
            <span>
              <Menu position="bottom-end">
                <Menu.Target>
                  <Button variant="filled" loading={save.isPending}>
                    Save
                  </Button>
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item disabled={!changed} onClick={() => update(saved.etag, saved.question.name)}>
                    Save the change
                  </Menu.Item>
                  <Menu.Item onClick={() => setNaming(true)}>Save as a new question</Menu.Item>
                </Menu.Dropdown>
              </Menu>
            </span>
          )}
        </Popover.Target>
        <Popover.Dropdown>
          <NameForm
            initial={saved ? `${saved.question.name}, changed` : ''}
            pending={save.isPending}
            onSave={create}
          />
        </Popover.Dropdown>
      </Popover>
      <Modal opened={theirs !== null} onClose={() => setTheirs(null)} title="Somebody else saved this question" size="sm">
        {theirs && (
          <>
            <p>
              Version {theirs.version} of “{theirs.name}” was saved {relative(theirs.updated_at)}, after you
              opened it. Yours has not been saved yet.
            </p>
            <div style={{ display: 'flex', justifyContent: 'flex-end', gap: 8, marginTop: 16 }}>
              <Button
                onClick={() => {
                  setTheirs(null);
                  void client.invalidateQueries({ queryKey: ['questions'] });
                  onTake(theirs);
                }}
              >
                Show theirs
              </Button>
              <Button variant="filled" loading={save.isPending} onClick={() => void keepMine()}>
                Save mine over it
              </Button>
            </div>
          </>
        )}
      </Modal>
    </>
  );
}

function NameForm(props: { initial: string; pending: boolean; onSave: (name: string) => void }) {
  const [name, setName] = useState(props.initial);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== '') props.onSave(name.trim());
      }}
    >
      <TextInput
        label="Name of the question"
        data-autofocus
        maxLength={120}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button type="submit" variant="filled" mt={10} disabled={name.trim() === ''} loading={props.pending}>
        Save
      </Button>
    </form>
  );
}
