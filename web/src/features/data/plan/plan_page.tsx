import { Button, FileButton, Menu, SegmentedControl, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useMemo } from 'react';
import { useRefusals, type TrackingPlan } from '../../../api';
import { Card, EmptyState, ErrorState, plural, RowsSkeleton } from '../../../design';
import { saveText } from '../../../people/people_export';
import { failed } from '../../../shell/toast';
import { DataFrame } from '../data_frame';
import { planRoute } from '../route';
import classes from './plan.module.css';
import { replacePlan, setUnplanned } from './plan_edits';
import { PlanList } from './plan_list';
import type { PlanSearch } from './plan_search';
import { planText, readPlan } from './plan_text';
import { PlannedEvent } from './planned_event';
import { SeenDialog } from './seen_dialog';
import { usePlanHistory } from './use_plan_history';

const unplannedWords: Record<TrackingPlan['unplanned'], string> = {
  allow: 'Events that are not in the plan are taken like all others.',
  warn: 'Events that are not in the plan are taken, and counted as warnings. Pages and screens are never unplanned.',
  block: 'Events that are not in the plan are not stored. Their senders are answered as if they were. Pages and screens are never unplanned.',
};

/** What is meant to arrive: events with rules for their properties. Every edit is saved as it is made. */
export function PlanPage() {
  const search = planRoute.useSearch();
  const navigate = planRoute.useNavigate();
  const history = usePlanHistory();
  const refusals = useRefusals(null);
  const violations = useMemo(() => refusals.data?.pages.flatMap(({ items }) => items) ?? [], [refusals.data]);
  const change = (part: Partial<PlanSearch>, replace = false) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace });
  const { plan, kept } = history;

  const bring = async (file: File | null) => {
    if (!file || !plan) return;
    const read = readPlan(await file.text());
    if (read.plan === null) {
      failed(`${file.name} is no tracking plan`, new Error(read.problem));
      return;
    }
    const wanted = read.plan;
    modals.openConfirmModal({
      title: 'Replace the tracking plan?',
      children: (
        <Text size="sm">
          {file.name} has {plural(wanted.events.length, 'event')}; the plan has {plural(plan.events.length, 'event')} now. You can
          undo this as long as you stay on this page.
        </Text>
      ),
      labels: { confirm: 'Replace the plan', cancel: 'Keep it' },
      confirmProps: { variant: 'filled' },
      onConfirm: () => history.changePlan(`the plan of ${file.name}`, replacePlan(wanted), replacePlan),
    });
  };

  return (
    <DataFrame
      tab="/data/plan"
      actions={
        <>
          <span role="status" className={classes.saved}>
            {history.saving ? 'saving' : history.last !== null && !history.failed ? 'saved' : ''}
          </span>
          {history.last !== null && (
            <Button onClick={history.undo} title={`Undo: ${history.last}`}>
              Undo
            </Button>
          )}
          <FileButton onChange={(file) => void bring(file)} accept="application/json,.json">
            {({ onClick }) => (
              <Menu position="bottom-end" width={220}>
                <Menu.Target>
                  <Button disabled={!plan}>Import, export</Button>
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item onClick={() => change({ seen: true })}>Plan what is seen</Menu.Item>
                  <Menu.Divider />
                  <Menu.Item onClick={() => plan && saveText('tracking-plan.json', 'application/json', planText(plan))}>
                    Export as JSON
                  </Menu.Item>
                  <Menu.Item onClick={onClick}>Import JSON</Menu.Item>
                </Menu.Dropdown>
              </Menu>
            )}
          </FileButton>
        </>
      }
    >
      {kept.isError && !kept.data && (
        <Card>
          <ErrorState error={kept.error} onRetry={() => void kept.refetch()} />
        </Card>
      )}
      {kept.isPending && (
        <Card flush>
          <RowsSkeleton rows={8} height={28} />
        </Card>
      )}
      {plan && (
        <div className={classes.stack}>
          <Card>
            <div className={classes.unplanned}>
              <div>
                <b>Events that are not planned</b>
                <p className={classes.quiet}>{unplannedWords[plan.unplanned]}</p>
              </div>
              <SegmentedControl
                aria-label="Events that are not planned"
                data={[
                  { value: 'allow', label: 'Allow' },
                  { value: 'warn', label: 'Warn' },
                  { value: 'block', label: 'Block' },
                ]}
                value={plan.unplanned}
                onChange={(value) =>
                  history.changePlan('what happens to events that are not planned', setUnplanned(value as TrackingPlan['unplanned']), (before) =>
                    setUnplanned(before.unplanned),
                  )
                }
              />
            </div>
          </Card>
          <div className={search.event === undefined ? classes.columns : classes.detailed}>
            <PlanList
              plan={plan}
              violations={violations}
              q={search.q ?? ''}
              selected={search.event}
              history={history}
              onSearch={(q) => change({ q: q || undefined }, true)}
              onOpen={(event) => change({ event })}
              onSeen={() => change({ seen: true })}
            />
            {search.event !== undefined ? (
              <PlannedEvent
                key={search.event}
                name={search.event}
                history={history}
                violations={violations}
                onClose={() => change({ event: undefined })}
              />
            ) : (
              <Card className={classes.none}>
                <EmptyState title="Choose an event">Its rules, what is seen of it, and how often a rule is broken stand here.</EmptyState>
              </Card>
            )}
          </div>
        </div>
      )}
      {search.seen && plan && <SeenDialog plan={plan} history={history} onClose={() => change({ seen: undefined }, true)} />}
    </DataFrame>
  );
}
