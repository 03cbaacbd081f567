import { Button, Menu, Select, Textarea, TextInput } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useRemovePersona, useSavePersona, useSession, type Evidence, type Persona, type PersonaDraft } from '../../api';
import { Card, PageBar, PageBody } from '../../design';
import { failed, savedWithUndo } from '../../shell/toast';
import { EmpathyMap } from './empathy_map';
import { evidenceWords } from './evidence';
import { Facts } from './facts';
import { LineList } from './line_list';
import { draftOf } from './persona_draft';
import { PersonaSegment } from './persona_segment';
import classes from './personas.module.css';
import { Portrait, PortraitField } from './portrait';
import { usePersonaDraft } from './use_persona_draft';

const lists: { field: 'goals' | 'needs' | 'pains' | 'motivations' | 'behaviours'; title: string; prompt: string }[] = [
  { field: 'goals', title: 'Goals', prompt: 'What do they want to get done?' },
  { field: 'needs', title: 'Needs', prompt: 'What must be so for it to work for them?' },
  { field: 'pains', title: 'Pains', prompt: 'What gets in their way?' },
  { field: 'motivations', title: 'Motivations', prompt: 'Why does it matter to them?' },
  { field: 'behaviours', title: 'Behaviours', prompt: 'What do they do, where and how often?' },
];

/** A persona as it is read; each part is written where it stands and saved by itself. */
export function PersonaEditor({ kept }: { kept: Persona }) {
  const readOnly = useSession().data?.user.role === 'viewer';
  const editing = usePersonaDraft(kept);
  const { draft, change } = editing;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
      const key = event.key.toLowerCase();
      const step = key === 'z' && !event.shiftKey ? editing.undo : key === 'y' || (key === 'z' && event.shiftKey) ? editing.redo : null;
      if (!step) return;
      event.preventDefault();
      step();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  });
  const text = (field: 'role' | 'motto' | 'about' | 'source') => ({
    value: draft[field],
    readOnly,
    onChange: (event: { currentTarget: { value: string } }) => change({ [field]: event.currentTarget.value }),
  });
  return (
    <>
      <PageBar
        crumbs={<Link to="/journeys/personas">Personas</Link>}
        title={draft.name.trim() === '' ? 'Persona' : draft.name}
        tags={<SaveState editing={editing} />}
        actions={!readOnly && <Tools kept={kept} draft={draft} undo={editing.undo} redo={editing.redo} />}
      />
      <PageBody>
        <div className={classes.page}>
          <div className={classes.side}>
            <Card>
              <div className={classes.who}>
                {readOnly ? <Portrait persona={draft} size={112} /> : <PortraitField persona={draft} size={112} onChange={(portrait) => change({ portrait })} />}
                <TextInput
                  label="Name"
                  value={draft.name}
                  readOnly={readOnly}
                  maxLength={200}
                  error={draft.name.trim() === '' ? 'Without a name nothing is saved.' : undefined}
                  onChange={(event) => change({ name: event.currentTarget.value })}
                />
                <TextInput label="In three words" placeholder="Busy parent of two" maxLength={200} {...text('role')} />
                <Textarea label="Motto" placeholder="What they would say about all this" autosize minRows={2} maxLength={500} classNames={{ input: classes.voice }} {...text('motto')} />
                <Textarea label="About" placeholder="A day of theirs, in a few sentences" autosize minRows={3} maxLength={5000} {...text('about')} />
              </div>
            </Card>
            <Card title="Facts">
              <Facts facts={draft.facts} readOnly={readOnly} onChange={(facts) => change({ facts })} />
            </Card>
            <Card title="Evidence">
              <div className={classes.who}>
                <Select
                  label="How we know"
                  data={Object.entries(evidenceWords).map(([value, label]) => ({ value, label }))}
                  value={draft.evidence}
                  readOnly={readOnly}
                  allowDeselect={false}
                  onChange={(evidence) => change({ evidence: (evidence ?? 'none') as Evidence })}
                />
                <TextInput label="From" placeholder="Twelve interviews, March 2026" maxLength={500} {...text('source')} />
              </div>
            </Card>
          </div>
          <div className={classes.main}>
            <PersonaSegment segment={draft.segment} readOnly={readOnly} onChange={(segment) => change({ segment })} />
            <Card>
              <div className={classes.lists}>
                {lists.map(({ field, title, prompt }) => (
                  <section key={field}>
                    <h2 className={classes.listTitle} data-pain={field === 'pains' || undefined}>
                      {title}
                    </h2>
                    <LineList label={title} prompt={prompt} lines={draft[field]} readOnly={readOnly} onChange={(lines) => change({ [field]: lines })} />
                  </section>
                ))}
              </div>
            </Card>
            <Card title="Empathy map">
              <EmpathyMap empathy={draft.empathy} readOnly={readOnly} onChange={(empathy) => change({ empathy })} />
            </Card>
            {kept.maps.length > 0 && (
              <Card title="On these maps">
                <ul className={classes.maps}>
                  {kept.maps.map(({ id, title }) => (
                    <li key={id}>{title === '' ? 'A map without a title' : title}</li>
                  ))}
                </ul>
              </Card>
            )}
          </div>
        </div>
      </PageBody>
    </>
  );
}

function SaveState({ editing: { state, problem, retry } }: { editing: ReturnType<typeof usePersonaDraft> }) {
  if (problem) {
    return (
      <span className={classes.unsaved} role="alert">
        Not saved: {problem.message}{' '}
        <Button variant="subtle" onClick={retry}>
          Try again
        </Button>
      </span>
    );
  }
  return (
    <span className={classes.quiet} role="status">
      {state === 'saved' ? 'All changes saved' : 'Saving …'}
    </span>
  );
}

interface ToolsProps {
  kept: Persona;
  draft: PersonaDraft;
  undo: (() => void) | null;
  redo: (() => void) | null;
}

function Tools({ kept, draft, undo, redo }: ToolsProps) {
  const navigate = useNavigate();
  const remove = useRemovePersona();
  const save = useSavePersona();
  const taken = () => save.mutate({ draft: draftOf(kept) }, { onError: (error) => failed('The persona was not brought back', error) });
  return (
    <>
      <Button variant="subtle" disabled={undo === null} onClick={() => undo?.()}>
        Undo
      </Button>
      <Button variant="subtle" disabled={redo === null} onClick={() => redo?.()}>
        Redo
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="subtle">
            More
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            onClick={() =>
              save.mutate(
                { draft: { ...draft, name: `${draft.name} (copy)` } },
                {
                  onSuccess: ({ id }) => void navigate({ to: '/journeys/personas/$id', params: { id } }),
                  onError: (error) => failed('The persona was not copied', error),
                },
              )
            }
          >
            Make a copy
          </Menu.Item>
          <Menu.Item
            color="var(--pain)"
            onClick={() =>
              remove.mutate(kept, {
                onSuccess: () => {
                  savedWithUndo(`“${kept.name}” was removed.`, taken);
                  void navigate({ to: '/journeys/personas' });
                },
                onError: (error) => failed('The persona was not removed', error),
              })
            }
          >
            Remove the persona
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
