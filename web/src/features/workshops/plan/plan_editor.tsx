import { ActionIcon, Button, Checkbox, Menu, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core';
import { useCallback, useEffect, useRef, useState } from 'react';
import { asProblem, saveWorkshop, useAgendas, usePersonas, type LedWorkshop, type PlayDraft, type Problem, type WorkshopDraft } from '../../../api';
import { Card, CloseIcon, PlusIcon } from '../../../design';
import { draftOf, lengthWords, moved, playOf, totalMinutes } from './plan_draft';
import classes from './plan.module.css';

interface PlanEditorProps {
  state: LedWorkshop;
  onSaved: () => void;
  onStart?: () => void;
  onClose?: () => void;
}

const pauseMs = 700;

/** Keeps what is written a moment after it was, one save after the other. */
function useSaved(state: LedWorkshop, onSaved: () => void) {
  const [draft, setDraft] = useState(() => draftOf(state));
  const [status, setStatus] = useState<'saved' | 'unsaved' | Problem>('saved');
  const version = useRef(state.version);
  const latest = useRef(draft);
  const busy = useRef(false);
  const kept = useRef(draft);
  const done = useRef(onSaved);
  done.current = onSaved;

  const save = useCallback(async () => {
    if (busy.current) return true;
    busy.current = true;
    try {
      while (kept.current !== latest.current) {
        const sent = latest.current;
        const answer = await saveWorkshop(state.id, version.current, sent);
        version.current = answer.version;
        kept.current = sent;
        // New plays have ids now; written on meanwhile or not, they stand at the same places.
        if (latest.current === sent) {
          latest.current = { ...sent, agenda: sent.agenda.map((play, at) => ({ ...play, id: answer.workshop.agenda[at]?.id })) };
          kept.current = latest.current;
          setDraft(latest.current);
        }
      }
      setStatus('saved');
      done.current();
      return true;
    } catch (error) {
      setStatus(asProblem(error));
      return false;
    } finally {
      busy.current = false;
    }
  }, [state.id]);

  useEffect(() => {
    if (status !== 'unsaved') return undefined;
    const timer = setTimeout(() => void save(), pauseMs);
    return () => clearTimeout(timer);
  }, [draft, status, save]);

  const change = (part: Partial<WorkshopDraft>) => {
    latest.current = { ...latest.current, ...part };
    setDraft(latest.current);
    setStatus('unsaved');
  };
  const takeTheirs = () => {
    latest.current = draftOf(state);
    kept.current = latest.current;
    version.current = state.version;
    setDraft(latest.current);
    setStatus('saved');
  };
  return { draft, status, change, save, takeTheirs };
}

/** Goal, scope, persona and agenda of a workshop. */
export function PlanEditor({ state, onSaved, onStart, onClose }: PlanEditorProps) {
  const { draft, status, change, save, takeTheirs } = useSaved(state, onSaved);
  const personas = usePersonas();
  const begun = state.workshop.at === null ? 0 : state.workshop.at + 1;
  return (
    <div className={classes.plan}>
      <div className={classes.status} role="status">
        {status === 'saved' ? 'All changes saved' : status === 'unsaved' ? 'Saving' : ''}
      </div>
      {typeof status === 'object' && (
        <p className={classes.problem} role="alert">
          {status.status === 409 ? 'Somebody else has changed this plan meanwhile.' : status.message} {status.hint}{' '}
          {status.status === 409 ? <Button size="compact-sm" onClick={takeTheirs}>Take theirs</Button> : <Button size="compact-sm" onClick={() => void save()}>Try again</Button>}
        </p>
      )}
      <Card title="What it is about">
        <div className={classes.fields}>
          <TextInput label="Title" value={draft.title} maxLength={50} onChange={(event) => change({ title: event.currentTarget.value })} error={draft.title.trim() === '' ? 'A workshop needs a title.' : undefined} />
          <Textarea label="Goal" description="What the room wants to know or decide" value={draft.goal} maxLength={500} rows={2} classNames={{ input: classes.grows }} onChange={(event) => change({ goal: event.currentTarget.value })} />
          <Textarea label="Scope" description="Which customers, from which moment to which" value={draft.scope} maxLength={500} rows={2} classNames={{ input: classes.grows }} onChange={(event) => change({ scope: event.currentTarget.value })} />
          <Checkbox label="People may say their name when they join; notes never have one" checked={draft.ask_names} onChange={(event) => change({ ask_names: event.currentTarget.checked })} />
          <NativeSelect
            label="Persona" value={draft.persona} onChange={(event) => change({ persona: event.currentTarget.value })}
            data={[{ value: '', label: 'None' }, ...(personas.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })), ...(draft.persona && !personas.data?.items.some(({ id }) => id === draft.persona) ? [{ value: draft.persona, label: state.persona?.title ?? '…' }] : [])]}
          />
        </div>
      </Card>
      <AgendaEditor agenda={draft.agenda} begun={begun} onChange={(agenda) => change({ agenda })} />
      <div className={classes.actions}>
        {onClose && <Button onClick={onClose}>Back to the board</Button>}
        {onStart && (
          <Button variant="filled" size="md" disabled={draft.title.trim() === '' || draft.agenda.length === 0} onClick={() => void save().then((ok) => ok && onStart())}>
            Start the workshop
          </Button>
        )}
      </div>
    </div>
  );
}

interface AgendaEditorProps {
  agenda: PlayDraft[];
  /** So many plays have begun and stay. */
  begun: number;
  onChange: (agenda: PlayDraft[]) => void;
}

function AgendaEditor({ agenda, begun, onChange }: AgendaEditorProps) {
  const agendas = useAgendas();
  const [open, setOpen] = useState<number | null>(null);
  const set = (at: number, part: Partial<PlayDraft>) => onChange(agenda.map((play, index) => (index === at ? { ...play, ...part } : play)));
  const kinds = new Map(agendas.data?.plays.map((kind) => [kind.kind, kind]));
  return (
    <Card title="Agenda" aside={lengthWords(totalMinutes(agenda))} flush>
      <ol className={classes.agenda} aria-label="Plays">
        {agenda.map((play, at) => (
          <li key={at}>
            <div className={classes.play}>
              <button type="button" className={classes.name} aria-expanded={open === at} onClick={() => setOpen(open === at ? null : at)}>
                <b>{play.title}</b>
                <small>{[kinds.get(play.kind)?.title !== play.title && kinds.get(play.kind)?.title, play.hidden && 'hidden until revealed', play.votes > 0 && `${play.votes} votes each`].filter(Boolean).join(' · ')}</small>
              </button>
              <NumberInput aria-label={`Minutes for ${play.title}`} value={play.minutes} min={1} max={240} clampBehavior="strict" onChange={(minutes) => typeof minutes === 'number' && minutes >= 1 && set(at, { minutes: Math.round(minutes) })} suffix=" min" className={classes.minutes} />
              <span className={classes.tools}>
                <ActionIcon aria-label={`${play.title} earlier`} disabled={at <= begun} onClick={() => { onChange(moved(agenda, at, -1, begun)); setOpen(null); }}>↑</ActionIcon>
                <ActionIcon aria-label={`${play.title} later`} disabled={at < begun || at === agenda.length - 1} onClick={() => { onChange(moved(agenda, at, 1, begun)); setOpen(null); }}>↓</ActionIcon>
                <ActionIcon aria-label={`Remove ${play.title}`} disabled={at < begun || agenda.length === 1} onClick={() => { onChange(agenda.filter((_, index) => index !== at)); setOpen(null); }}><CloseIcon size={14} /></ActionIcon>
              </span>
            </div>
            {open === at && (
              <div className={classes.detail}>
                <p className={classes.quiet}>{kinds.get(play.kind)?.purpose}</p>
                <TextInput label="Title" value={play.title} maxLength={50} onChange={(event) => set(at, { title: event.currentTarget.value })} />
                <Textarea label="Prompt" description="The room reads it while the play goes on" value={play.prompt} maxLength={250 * 4} rows={2} classNames={{ input: classes.grows }} onChange={(event) => set(at, { prompt: event.currentTarget.value })} />
                <div className={classes.pair}>
                  <Checkbox label="Hidden until I reveal it" checked={play.hidden} onChange={(event) => set(at, { hidden: event.currentTarget.checked })} />
                  {!kinds.get(play.kind)?.line && <NumberInput label="Votes for each person" value={play.votes} min={0} max={20} clampBehavior="strict" onChange={(votes) => typeof votes === 'number' && set(at, { votes: Math.round(votes) })} className={classes.minutes} />}
                </div>
              </div>
            )}
          </li>
        ))}
      </ol>
      <div className={classes.add}>
        <Menu position="bottom-start" withinPortal>
          <Menu.Target>
            <Button leftSection={<PlusIcon size={14} />} disabled={!agendas.data || agenda.length >= 20}>Add a play</Button>
          </Menu.Target>
          <Menu.Dropdown>
            {agendas.data?.plays.map((kind) => (
              <Menu.Item key={kind.kind} onClick={() => onChange([...agenda, playOf(kind)])}>
                {kind.title}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </div>
    </Card>
  );
}
