import { Button } from '@mantine/core';
import { useSaveScoreGoal, useScoreGoals, useSession, useStrategy, type ScoreGoal } from '../../api';
import { Card, dayKey, EmptyState, ErrorState, PageBar, PageBody, PlusIcon, RowsSkeleton } from '../../design';
import { Beside } from '../../documents/detail_panel';
import { failed } from '../../shell/toast';
import { JourneysTabs } from '../maps/journeys_tabs';
import { GoalPanel } from './goal_panel';
import { GoalRow } from './goal_row';
import { strategyRoute } from './route';
import { StrategyEditor } from './strategy_editor';
import classes from './strategy.module.css';

/** Where the experience is to go: vision, strategy, principles, and the scores it is measured by. */
export function StrategyPage() {
  const search = strategyRoute.useSearch();
  const navigate = strategyRoute.useNavigate();
  const mayWrite = useSession().data?.user.role !== 'viewer';
  const strategy = useStrategy();
  const goals = useScoreGoals();
  const open = goals.data?.find(({ id }) => id === search.goal);
  const show = (goal: string | undefined) => void navigate({ search: goal === undefined ? {} : { goal } });
  return (
    <>
      <PageBar title="Strategy" tabs={<JourneysTabs tab="/journeys/strategy" />} actions={mayWrite && <NewGoal onMade={({ id }) => show(id)} />} />
      <Beside panel={open && <GoalPanel key={open.id} kept={open} onClose={() => show(undefined)} />}>
        <PageBody>
          <div className={classes.page} data-open={open !== undefined || undefined}>
            {strategy.isError ? (
              <Card><ErrorState error={strategy.error} onRetry={() => void strategy.refetch()} /></Card>
            ) : strategy.data === undefined ? (
              <Card><RowsSkeleton rows={6} height={28} /></Card>
            ) : (
              <StrategyEditor kept={strategy.data} />
            )}
            <Card title="Score goals" aside="From where to where, by when" flush>
              {goals.isError ? (
                <ErrorState error={goals.error} onRetry={() => void goals.refetch()} />
              ) : goals.data === undefined ? (
                <div className={classes.loading}><RowsSkeleton rows={3} height={44} /></div>
              ) : goals.data.length === 0 ? (
                <EmptyState title="There are no score goals yet" action={mayWrite && <NewGoal onMade={({ id }) => show(id)} />}>
                  A score goal says what is to get better, from where to where and by when: NPS from 20 to 50 by the end of next year. Maps and opportunities refer to it.
                </EmptyState>
              ) : (
                <ul className={classes.goals} aria-label="Score goals">
                  {goals.data.map((goal) => (
                    <GoalRow key={goal.id} goal={goal} today={dayKey(Date.now())} open={goal.id === search.goal} onOpen={() => show(goal.id)} />
                  ))}
                </ul>
              )}
            </Card>
          </div>
        </PageBody>
      </Beside>
    </>
  );
}

function NewGoal({ onMade }: { onMade: (goal: ScoreGoal) => void }) {
  const save = useSaveScoreGoal();
  return (
    <Button
      variant="filled" leftSection={<PlusIcon size={14} />} loading={save.isPending}
      onClick={() => save.mutate({ draft: { title: 'New score goal' } }, { onSuccess: onMade, onError: (error) => failed('The goal was not made', error) })}
    >
      New score goal
    </Button>
  );
}
