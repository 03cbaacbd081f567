import { Button, Group, Popover, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import type { CollectedEvent, CollectedEventDetail } from '../../../api';
import { compact, PickList } from '../../../design';
import { planSeen, setBlocked, setShownAs } from '../plan/plan_edits';
import type { usePlanActions } from '../plan/use_plan_actions';
import classes from './catalogue.module.css';
import { ToPlan } from './to_plan';

interface EventActionsProps {
  event: CollectedEventDetail;
  all: CollectedEvent[];
  actions: ReturnType<typeof usePlanActions>;
}

/** Block, rename, merge, plan. Each says what it did and can be taken back. */
export function EventActions({ event, all, actions }: EventActionsProps) {
  const { name, shown_as: shown } = event;
  const change = (...[made, said]: [Parameters<typeof actions.change>[1], string]) => actions.change(name, made, said);
  const ready = actions.plan !== undefined;
  if (actions.kept.isError && !ready) {
    return (
      <div className={classes.actions} role="alert">
        <span className={classes.none}>The tracking plan could not be read, so nothing can be changed here.</span>
        <Button onClick={() => void actions.kept.refetch()}>Try again</Button>
      </div>
    );
  }
  return (
    <div className={classes.actions}>
      {event.planned ? (
        <ToPlan event={name} />
      ) : (
        <Button disabled={!ready} onClick={() => change(planSeen(event), `${shown} is planned, with rules for what was seen.`)}>
          Add to plan
        </Button>
      )}
      <Rename
        shown={shown}
        sentAs={name}
        disabled={!ready}
        onRename={(wanted) =>
          change(
            setShownAs(name, wanted),
            wanted.trim() === '' || wanted.trim() === name ? `${name} has its own name again.` : `${name} is shown as ${wanted.trim()}.`,
          )
        }
      />
      <Merge
        others={all.filter((one) => one.name !== name && one.shown_as !== shown)}
        disabled={!ready}
        onMerge={(into) => change(setShownAs(name, into), `${name} is now part of ${into}, in the past as well.`)}
      />
      {event.blocked ? (
        <Button disabled={!ready} onClick={() => change(setBlocked(name, false), `${shown} is taken again.`)}>
          Unblock
        </Button>
      ) : (
        <Button
          disabled={!ready}
          color="pain"
          variant="subtle"
          onClick={() => change(setBlocked(name, true), `${shown} is blocked from now on. What is there already stays.`)}
        >
          Block
        </Button>
      )}
    </div>
  );
}

interface RenameProps {
  shown: string;
  sentAs: string;
  disabled: boolean;
  onRename: (name: string) => void;
}

function Rename({ shown, sentAs, disabled, onRename }: RenameProps) {
  const [open, setOpen] = useState(false);
  const [text, setText] = useState(shown);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setOpen(false);
    if (text.trim() !== shown) onRename(text);
  };
  return (
    <Popover opened={open} onChange={setOpen} width={320} position="bottom-start" trapFocus returnFocus withinPortal>
      <Popover.Target>
        <Button
          disabled={disabled}
          onClick={() => {
            setText(shown);
            setOpen((before) => !before);
          }}
        >
          Rename
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={14} aria-label="Rename">
        <form onSubmit={submit}>
          <TextInput
            label="Show it as"
            description={`In every list and question, also for the past. It is still sent and kept as “${sentAs}”.`}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            data-autofocus
          />
          <Group justify="flex-end" gap={8} mt={12}>
            {shown !== sentAs && (
              <Button
                variant="subtle"
                onClick={() => {
                  setOpen(false);
                  onRename('');
                }}
              >
                Back to its own name
              </Button>
            )}
            <Button type="submit" variant="filled">
              Rename
            </Button>
          </Group>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}

interface MergeProps {
  others: CollectedEvent[];
  disabled: boolean;
  onMerge: (into: string) => void;
}

function Merge({ others, disabled, onMerge }: MergeProps) {
  const [open, setOpen] = useState(false);
  const names = [...new Map(others.map((one) => [one.shown_as, one])).values()];
  return (
    <Popover opened={open} onChange={setOpen} width={300} position="bottom-start" trapFocus returnFocus withinPortal>
      <Popover.Target>
        <Button disabled={disabled || names.length === 0} onClick={() => setOpen((before) => !before)}>
          Merge into
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label="Merge into">
        <PickList
          placeholder="Which event is it really?"
          options={names.map((one) => ({ value: one.shown_as, detail: compact(one.count) }))}
          onPick={(into) => {
            setOpen(false);
            onMerge(into);
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}
