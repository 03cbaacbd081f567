import { Button, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import type { PlanEvent, TrackingPlan } from '../../../api';
import { Card, compact, EmptyState, plural, SearchField, Tag } from '../../../design';
import classes from './plan.module.css';
import { changeEvent, eventOf } from './plan_edits';
import { violationsOf, type Violations } from './plan_text';
import type { PlanHistory } from './use_plan_history';

interface PlanListProps {
  plan: TrackingPlan;
  violations: Violations;
  q: string;
  selected: string | undefined;
  history: PlanHistory;
  onSearch: (q: string) => void;
  onOpen: (event: string) => void;
  onSeen: () => void;
}

const pauseMs = 120;
/** Drawn; the search leads to the others. */
const most = 300;

/** The events the plan speaks of: planned ones first, then those that are only blocked or renamed. */
export function PlanList({ plan, violations, q, selected, history, onSearch, onOpen, onSeen }: PlanListProps) {
  const wanted = q.toLowerCase();
  const found = plan.events.filter(({ name, show_as: shown }) => `${name} ${shown ?? ''}`.toLowerCase().includes(wanted));
  const groups = [
    { title: 'Planned', events: found.filter(({ planned }) => planned) },
    { title: 'Only blocked or renamed', events: found.filter(({ planned }) => !planned) },
  ];
  return (
    <Card title="Tracking plan" aside={plural(plan.events.filter(({ planned }) => planned).length, 'planned event')} flush className={classes.list}>
      {plan.events.length === 0 ? (
        <EmptyState
          title="Nothing is planned yet"
          action={
            <Button variant="filled" onClick={onSeen}>
              Plan what is seen
            </Button>
          }
        >
          A plan says which events are meant to arrive and what they carry. What breaks it is counted, or blocked.
        </EmptyState>
      ) : (
        <div className={classes.search}>
          <SearchField label="Search the plan" placeholder="Search by name" q={q} pauseMs={pauseMs} onAsk={onSearch} />
        </div>
      )}
      {groups.map(
        ({ title, events }) =>
          events.length > 0 && (
            <section key={title}>
              <h3 className={classes.group}>{title}</h3>
              <ul className={classes.events}>
                {events.slice(0, most).map((event) => (
                  <li key={event.name}>
                    <button
                      type="button"
                      className={classes.event}
                      aria-current={selected === event.name || undefined}
                      onClick={() => onOpen(event.name)}
                    >
                      <span className={classes.eventName}>{event.name}</span>
                      <Notes event={event} broken={violationsOf(violations, event.name)} />
                    </button>
                  </li>
                ))}
              </ul>
            </section>
          ),
      )}
      {plan.events.length > 0 && found.length === 0 && <EmptyState title="No event of the plan matches">Nothing has “{q}” in its name.</EmptyState>}
      {found.length > most && <p className={classes.note}>Search to see more of the {plural(found.length, 'event')}.</p>}
      <AddEvent plan={plan} history={history} onOpen={onOpen} />
    </Card>
  );
}

function Notes({ event, broken }: { event: PlanEvent; broken: number }) {
  return (
    <span className={classes.notes}>
      {event.blocked && <Tag tone="pain">blocked</Tag>}
      {event.show_as !== null && <Tag>as {event.show_as}</Tag>}
      {event.planned && broken > 0 && <Tag tone={event.on_violation === 'block' ? 'pain' : 'warn'}>{compact(broken)} broken</Tag>}
      {event.planned && <span className={classes.quiet}>{plural(event.properties.length, 'rule')}</span>}
    </span>
  );
}

function AddEvent({ plan, history, onOpen }: Pick<PlanListProps, 'plan' | 'history' | 'onOpen'>) {
  const [text, setText] = useState('');
  const name = text.trim();
  const there = eventOf(plan, name)?.planned ?? false;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name === '') return;
    if (!there) history.changeEvent(name, `${name} is planned`, changeEvent(name, { planned: true }));
    setText('');
    onOpen(name);
  };
  return (
    <form className={classes.add} onSubmit={submit}>
      <TextInput aria-label="Plan an event" placeholder="Plan an event by its name" value={text} onChange={(event) => setText(event.currentTarget.value)} />
      <Button type="submit" disabled={name === ''}>
        {there ? 'Open' : 'Add'}
      </Button>
    </form>
  );
}
