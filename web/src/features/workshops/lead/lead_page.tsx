import { Button, Menu } from '@mantine/core';
import { modals } from '@mantine/modals';
import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useDraw, useRemoveWorkshop, type LedWorkshop } from '../../../api';
import { Card, EmptyState, ErrorState, PageBar, PageBody, plural, RowsSkeleton, Tag } from '../../../design';
import { failed, saved } from '../../../shell/toast';
import { workshopRoute, type LeadSearch } from '../route';
import { PlanEditor } from '../plan/plan_editor';
import { statusTones, statusWords } from '../plan/status';
import { useLedWorkshop, type Held } from '../session/use_session';
import { InvitePanel } from './invite_panel';
import { Stage } from './stage';
import classes from './lead.module.css';

const lookMs = 30_000;

/** One workshop, as its facilitator leads it and shows it to the room. */
export function LeadPage() {
  const { id } = workshopRoute.useParams();
  return <Lead key={id} id={id} />;
}

function Lead({ id }: { id: string }) {
  const held = useLedWorkshop(id);
  const search = workshopRoute.useSearch();
  const navigate = workshopRoute.useNavigate();
  const { state, problem, refresh } = held;
  const change = (part: Partial<LeadSearch>) => void navigate({ search: (before) => ({ ...before, ...part }), replace: 'play' in part });
  // Who has closed their page is only noticed when somebody looks.
  useEffect(() => {
    const timer = setInterval(() => void refresh(), lookMs);
    return () => clearInterval(timer);
  }, [refresh]);
  if (problem && (!state || !problem.retryable)) {
    return (
      <>
        <PageBar title="Workshop" crumbs={<Link to="/journeys/workshops">Workshops</Link>} />
        <PageBody>
          <Card>
            <ErrorState error={problem} onRetry={() => void refresh()} action={<Button component={Link} to="/journeys/workshops">All workshops</Button>} />
          </Card>
        </PageBody>
      </>
    );
  }
  if (!state) {
    return (
      <>
        <PageBar title="Workshop" crumbs={<Link to="/journeys/workshops">Workshops</Link>} />
        <PageBody>
          <RowsSkeleton rows={10} height={32} />
        </PageBody>
      </>
    );
  }
  return (
    <div className={classes.page} data-full={search.full || undefined}>
      <PageBar
        title={state.workshop.title} crumbs={<Link to="/journeys/workshops">Workshops</Link>}
        tags={
          <>
            <Tag tone={statusTones[state.workshop.status]}>{statusWords[state.workshop.status]}</Tag>
            {!state.may_write && <Tag>read only</Tag>}
            {held.link === 'lost' && <Tag tone="warn">{held.unsent > 0 ? `no connection, ${plural(held.unsent, 'thing')} to send` : 'no connection'}</Tag>}
          </>
        }
        actions={<Actions state={state} search={search} onChange={change} held={held} />}
      />
      <Refused held={held} />
      <div className={classes.body}>
        <div className={classes.main} tabIndex={0} role="region" aria-label="Workshop">
          {state.workshop.status === 'waiting' ? (
            <Waiting state={state} held={held} />
          ) : search.side === 'plan' && state.may_write && state.workshop.status !== 'ended' ? (
            <PlanEditor key={state.id} state={state} onSaved={() => void held.refresh()} onClose={() => change({ side: undefined })} />
          ) : (
            <Stage held={held} state={state} playId={search.play} onPlay={(play) => change({ play })} />
          )}
        </div>
        {(search.side === 'invite' || state.workshop.status === 'waiting') && state.may_write && (
          <InvitePanel state={state} present={held.present} onChanged={() => void held.refresh()} onClose={state.workshop.status === 'waiting' ? undefined : () => change({ side: undefined })} />
        )}
      </div>
    </div>
  );
}

interface ActionsProps {
  state: LedWorkshop;
  held: Held<LedWorkshop>;
  search: LeadSearch;
  onChange: (part: Partial<LeadSearch>) => void;
}

function Actions({ state, held, search, onChange }: ActionsProps) {
  const draw = useDraw(state.id);
  const remove = useRemoveWorkshop();
  const navigate = useNavigate();
  const { status } = state.workshop;
  const guests = held.present?.guests ?? state.present.guests;
  const putOnMap = () =>
    draw.mutate(undefined, {
      onSuccess: () => saved('The map has what the workshop found.'),
      onError: (error) => failed('The map was not changed', error),
    });
  const askRemove = () =>
    modals.openConfirmModal({
      title: 'Remove this workshop?',
      children: 'Its notes, votes and summary go for good. The map stays as it is.',
      labels: { confirm: 'Remove', cancel: 'Keep' },
      confirmProps: { color: 'pain', variant: 'filled' },
      onConfirm: () =>
        remove.mutate(state.id, {
          onSuccess: () => void navigate({ to: '/journeys/workshops' }),
          onError: (error) => failed('The workshop was not removed', error),
        }),
    });
  const started = status === 'running' || status === 'paused';
  return (
    <>
      {started && state.may_write && (
        <Button aria-expanded={search.side === 'invite'} onClick={() => onChange({ side: search.side === 'invite' ? undefined : 'invite' })}>
          {plural(guests, 'person', 'people')} · Invite
        </Button>
      )}
      {status !== 'waiting' && (
        <Button component={Link} to={`/journeys/workshops/${state.id}/summary` as string}>
          Summary
        </Button>
      )}
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <Button aria-label="More">…</Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => onChange({ full: search.full ? undefined : true })}>{search.full ? 'Leave the full screen' : 'Full screen, for a projector'}</Menu.Item>
          {started && state.may_write && <Menu.Item onClick={() => onChange({ side: search.side === 'plan' ? undefined : 'plan' })}>{search.side === 'plan' ? 'Back to the board' : 'Change the agenda'}</Menu.Item>}
          <Menu.Item component={Link} to={`/journeys/maps/${state.map.id}` as string}>Open the map</Menu.Item>
          {started && state.may_write && <Menu.Item onClick={putOnMap}>Put on the map what there is</Menu.Item>}
          {state.may_write && <Menu.Item color="pain" onClick={askRemove}>Remove the workshop</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
      {status === 'ended' && state.may_write && state.drawn_at === null && (
        <Button variant="filled" loading={draw.isPending} onClick={putOnMap}>
          Put on the map
        </Button>
      )}
    </>
  );
}

function Waiting({ state, held }: { state: LedWorkshop; held: Held<LedWorkshop> }) {
  if (!state.may_write) {
    return <EmptyState title="This workshop has not started">{state.workshop.goal || 'Its facilitator starts it. Join by the link to take part.'}</EmptyState>;
  }
  return <PlanEditor key={state.id} state={state} onSaved={() => void held.refresh()} onStart={() => held.act({ do: 'start' })} />;
}

/** What the server did not take. */
function Refused({ held }: { held: Held<LedWorkshop> }) {
  return held.refused.map(({ problem }, at) => (
    <div key={at} className={classes.refused} role="alert">
      <span>
        {problem.message} {problem.hint}
      </span>
      <Button size="compact-sm" onClick={() => held.dismiss(at)}>Close</Button>
    </div>
  ));
}
