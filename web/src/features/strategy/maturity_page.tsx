import { ActionIcon, Button, Menu, Select } from '@mantine/core';
import { useMaturityQuestions, useMaturityRounds, useRecoverMaturityRound, useRemoveMaturityRound, useSaveMaturityRound, useSession, type MaturityRound } from '../../api';
import { Card, day, dayKey, EmptyState, ErrorState, PageBar, PageBody, plural, PlusIcon, RowsSkeleton, Tag } from '../../design';
import { failed, savedWithUndo } from '../../shell/toast';
import { JourneysTabs } from '../maps/journeys_tabs';
import { MaturityForm } from './maturity_form';
import { before } from './maturity_numbers';
import { MaturityResult } from './maturity_result';
import { maturityRoute } from './route';
import { RoundTitle } from './round_title';
import classes from './maturity.module.css';

/** How far the organisation has come in looking after journeys, as its people see it. */
export function MaturityPage() {
  const search = maturityRoute.useSearch();
  const navigate = maturityRoute.useNavigate();
  const rounds = useMaturityRounds();
  const areas = useMaturityQuestions();
  const mayWrite = useSession().data?.user.role !== 'viewer';
  const problem = rounds.error ?? areas.error;
  const shown = rounds.data?.find(({ id }) => id === search.round) ?? rounds.data?.[0];
  const begin = mayWrite && <NewRound onMade={({ id }) => void navigate({ search: { round: id } })} />;
  return (
    <>
      <PageBar title="Maturity" tabs={<JourneysTabs tab="/journeys/maturity" />} actions={rounds.data && rounds.data.length > 0 && begin} />
      <PageBody>
        {problem ? (
          <Card>
            <ErrorState error={problem} onRetry={() => void Promise.all([rounds.refetch(), areas.refetch()])} />
          </Card>
        ) : rounds.data === undefined || areas.data === undefined ? (
          <Card>
            <RowsSkeleton rows={8} height={32} />
          </Card>
        ) : !shown ? (
          <Card>
            <EmptyState title="There is no assessment yet" action={begin}>
              24 questions in six areas, from customer understanding to continuous improvement. Everybody answers for themselves in about ten minutes; what comes out is a picture of where you stand, where you disagree, and how it changes.
            </EmptyState>
          </Card>
        ) : (
          <div className={classes.page}>
            <div className={classes.head}>
              <Select
                aria-label="Assessment" allowDeselect={false} value={shown.id} className={classes.pick} data={rounds.data.map(({ id, title, created_at }) => ({ value: id, label: `${title} · ${day(created_at)}` }))}
                onChange={(round) => void navigate({ search: { round: round ?? undefined } })}
              />
              <Tag tone={shown.closed ? 'neutral' : 'good'}>{shown.closed ? 'closed' : 'open for answers'}</Tag>
              <span className={classes.quiet}>{shown.result.people > 0 && `${plural(shown.result.people, 'person', 'people')} answered`}</span>
              <span className={classes.tools}>
                {!shown.closed && (
                  <Button variant={shown.mine === null ? 'filled' : 'default'} aria-pressed={search.answer ?? false} onClick={() => void navigate({ search: { round: shown.id, answer: search.answer ? undefined : true } })}>
                    {search.answer ? 'Show the result' : shown.mine === null ? 'Answer' : 'Change my answers'}
                  </Button>
                )}
                {mayWrite && <RoundTools round={shown} />}
              </span>
            </div>
            {search.answer && !shown.closed ? (
              <MaturityForm key={shown.id} round={shown} areas={areas.data} onDone={() => void navigate({ search: { round: shown.id } })} />
            ) : (
              <MaturityResult round={shown} last={before(rounds.data, shown.id)} rounds={rounds.data} areas={areas.data} />
            )}
          </div>
        )}
      </PageBody>
    </>
  );
}

/** "Q4 2026" */
function quarter(today: string): string {
  return `Q${Math.ceil(Number(today.slice(5, 7)) / 3)} ${today.slice(0, 4)}`;
}

function NewRound({ onMade }: { onMade: (round: MaturityRound) => void }) {
  const save = useSaveMaturityRound();
  return (
    <Button
      variant="filled" leftSection={<PlusIcon size={14} />} loading={save.isPending}
      onClick={() => save.mutate({ draft: { title: quarter(dayKey(Date.now())) } }, { onSuccess: onMade, onError: (error) => failed('The assessment was not begun', error) })}
    >
      Begin an assessment
    </Button>
  );
}

function RoundTools({ round }: { round: MaturityRound }) {
  const save = useSaveMaturityRound();
  const remove = useRemoveMaturityRound();
  const recover = useRecoverMaturityRound();
  const { title, note, closed } = round;
  const go = () =>
    remove.mutate(round, {
      onSuccess: () => savedWithUndo(`“${title}” was removed`, () => recover.mutate(round.id, { onError: (error) => failed('It was not put back', error) })),
      onError: (error) => failed('It was not removed', error),
    });
  return (
    <>
      <RoundTitle round={round} />
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label="More about this assessment">⋯</ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => save.mutate({ draft: { title, note, closed: !closed }, existing: round }, { onError: (error) => failed('It was not changed', error) })}>
            {closed ? 'Open it for answers again' : 'Close it: no more answers'}
          </Menu.Item>
          <Menu.Item color="pain" onClick={go}>Remove the assessment</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
