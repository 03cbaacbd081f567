import { Button, Checkbox, Group, Modal, Progress } from '@mantine/core';
import { useMemo, useState } from 'react';
import { catalogueEvent, useCatalogueEvents, type CollectedEventDetail, type TrackingPlan } from '../../../api';
import { compact, EmptyState, ErrorState, plural, RowsSkeleton } from '../../../design';
import { failed } from '../../../shell/toast';
import classes from './plan.module.css';
import { eventOf, planAllSeen, replacePlan } from './plan_edits';
import type { PlanHistory } from './use_plan_history';

interface SeenDialogProps {
  plan: TrackingPlan;
  history: PlanHistory;
  onClose: () => void;
}

/** Details are asked for so many at a time. */
const side = 4;
const most = 500;

/** Takes over what is seen: every chosen event with rules for its properties. */
export function SeenDialog({ plan, history, onClose }: SeenDialogProps) {
  const events = useCatalogueEvents();
  const [left, setLeft] = useState<Set<string>>(new Set());
  const [done, setDone] = useState<number | null>(null);
  const open = useMemo(
    () =>
      (events.data?.items ?? [])
        .filter(({ name }) => {
          const said = eventOf(plan, name);
          return !said?.planned && !said?.blocked;
        })
        .slice(0, most),
    [events.data, plan],
  );
  const chosen = open.filter(({ name }) => !left.has(name));
  const toggle = (name: string) =>
    setLeft((before) => {
      const next = new Set(before);
      if (!next.delete(name)) next.add(name);
      return next;
    });
  const start = async () => {
    setDone(0);
    try {
      const found: CollectedEventDetail[] = [];
      for (let at = 0; at < chosen.length; at += side) {
        found.push(...(await Promise.all(chosen.slice(at, at + side).map(({ name }) => catalogueEvent(name)))));
        setDone(found.length);
      }
      history.changePlan(`${plural(found.length, 'event')} planned as seen`, planAllSeen(found), replacePlan);
      onClose();
    } catch (error) {
      setDone(null);
      failed('Nothing was planned', error);
    }
  };
  return (
    <Modal opened onClose={onClose} title="Plan what is seen" centered size={480}>
      {events.isPending && <RowsSkeleton rows={6} />}
      {events.isError && !events.data && <ErrorState error={events.error} onRetry={() => void events.refetch()} />}
      {events.data && open.length === 0 && (
        <EmptyState title="Everything that arrives is planned already">New events show in the catalogue without the tag “planned”.</EmptyState>
      )}
      {open.length > 0 && (
        <>
          <p className={classes.quiet}>
            Each chosen event is planned with a rule for every property: its type, and whether it always stands there. Nothing is
            blocked by that.
          </p>
          <Checkbox
            my={12}
            label="All of them"
            checked={chosen.length === open.length}
            indeterminate={chosen.length > 0 && chosen.length < open.length}
            onChange={() => setLeft(chosen.length === open.length ? new Set(open.map(({ name }) => name)) : new Set())}
          />
          <ul className={classes.seenList}>
            {open.map((event) => (
              <li key={event.name}>
                <Checkbox label={event.name} checked={!left.has(event.name)} onChange={() => toggle(event.name)} />
                <span className={classes.quiet}>{compact(event.count)}</span>
              </li>
            ))}
          </ul>
          {done !== null && <Progress mt={12} value={(done / chosen.length) * 100} aria-label="How many are read" />}
          <Group justify="flex-end" gap={8} mt={14}>
            <Button onClick={onClose}>Cancel</Button>
            <Button variant="filled" disabled={chosen.length === 0} loading={done !== null} onClick={() => void start()}>
              Plan {plural(chosen.length, 'event')}
            </Button>
          </Group>
        </>
      )}
    </Modal>
  );
}
