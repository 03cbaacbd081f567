import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useQueryDoc, useStatus, type Range } from '../../api';
import {
  Card,
  Counted,
  DataIcon,
  EmptyState,
  ErrorState,
  PageBar,
  PageBody,
  period as periodText,
  PictureSkeleton,
  RowsSkeleton,
} from '../../design';
import { ActivityChart } from './activity_chart';
import { ChannelsCard } from './channels_card';
import { FindingsCard } from './findings_card';
import classes from './home.module.css';
import { rangeOf, readPeriod, type HomeSearch } from './home_search';
import { JourneyCard } from './journey_card';
import { KpiStrip } from './kpi_strip';
import { PeriodPicker } from './period_picker';
import { homeRoute } from './route';
import { StandingCard } from './standing_card';
import { WhoPicker } from './who_picker';

export function HomePage() {
  const search = homeRoute.useSearch();
  const navigate = homeRoute.useNavigate();
  const status = useStatus();
  const period = readPeriod(search.period);
  const change = (part: Partial<HomeSearch>, replace = false) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace });
  const waiting = period.kind === 'last' && status.isPending;
  const range = rangeOf(period, status.data?.last_event ?? null);
  const empty = status.data?.events === 0;
  return (
    <>
      <PageBar
        title="Home"
        actions={
          !empty && (
            <>
              <PeriodPicker period={period} onChange={(text) => change({ period: text })} />
              <WhoPicker who={search.who} onChange={(who) => change({ who })} />
            </>
          )
        }
      />
      <PageBody>
        {empty ? (
          <NoData />
        ) : waiting ? (
          <Loading />
        ) : (
          <Content
            range={range}
            search={search}
            onStage={(stage) => change({ stage }, true)}
            onEverything={() => change({ period: undefined, who: undefined })}
          />
        )}
      </PageBody>
    </>
  );
}

interface ContentProps {
  range: Range | undefined;
  search: HomeSearch;
  onStage: (stage: string | undefined) => void;
  onEverything: () => void;
}

function Content({ range, search, onStage, onEverything }: ContentProps) {
  const common = { ...(range ? { range } : {}), ...(search.who ? { who: search.who } : {}) };
  const overviewDocument = { kind: 'overview' as const, ...common };
  const journeyDocument = { kind: 'journey' as const, ...common };
  const frictionDocument = { kind: 'friction' as const, ...common };
  const overview = useQueryDoc(overviewDocument);
  const journey = useQueryDoc(journeyDocument);
  const friction = useQueryDoc(frictionDocument);
  if (overview.isPending) return <Loading />;
  if (overview.isError) {
    return <ErrorState error={overview.error} onRetry={() => void overview.refetch()} />;
  }
  const { result } = overview.data;
  if (result.events === 0) {
    const narrowed = Object.keys(common).length > 0;
    return narrowed ? <NothingHere onEverything={onEverything} /> : <NoData />;
  }
  return (
    <div className={classes.stack}>
      <KpiStrip
        journey={journey.data ? { document: journeyDocument, result: journey.data.result } : null}
        overview={{ document: overviewDocument, result, range: overview.data.range }}
      />
      <div className={classes.columns}>
        <div className={classes.stack}>
          {journey.isPending ? (
            <Card title="The journey">
              <PictureSkeleton height={360} />
            </Card>
          ) : journey.isError ? (
            <Card title="The journey">
              <ErrorState error={journey.error} onRetry={() => void journey.refetch()} />
            </Card>
          ) : (
            <JourneyCard
              document={journeyDocument}
              result={journey.data.result}
              stage={search.stage}
              onStage={onStage}
            />
          )}
          {friction.isPending ? (
            <Card title="Where it hurts most" flush>
              <RowsSkeleton rows={4} height={44} />
            </Card>
          ) : friction.isError ? (
            <Card title="Where it hurts most">
              <ErrorState error={friction.error} onRetry={() => void friction.refetch()} />
            </Card>
          ) : (
            <FindingsCard
              document={frictionDocument}
              result={friction.data.result}
              periodEnd={friction.data.range.to}
              journey={journey.data?.result}
            />
          )}
        </div>
        <div className={classes.stack}>
          <ChannelsCard document={overviewDocument} result={result} />
          <Card
            title="Lately"
            aside={
              <>
                events per {result.bucket}, {periodText(overview.data.range)}
                <Counted what="Lately" as="activity" />
              </>
            }
          >
            <ActivityChart document={overviewDocument} result={result} />
          </Card>
          {friction.data && (
            <StandingCard document={frictionDocument} result={friction.data.result} />
          )}
        </div>
      </div>
    </div>
  );
}

/** As high as what follows, so that nothing jumps. */
function Loading() {
  return (
    <div className={classes.stack}>
      <PictureSkeleton height={96} />
      <div className={classes.columns}>
        <PictureSkeleton height={400} />
        <PictureSkeleton height={320} />
      </div>
    </div>
  );
}

function NothingHere({ onEverything }: { onEverything: () => void }) {
  return (
    <Card>
      <EmptyState
        title="Nobody did anything here"
        action={<Button onClick={onEverything}>Show everyone and all the data</Button>}
      >
        There are no events of these customers in this period.
      </EmptyState>
    </Card>
  );
}

function NoData() {
  return (
    <Card>
      <EmptyState
        icon={<DataIcon />}
        title="There are no events yet"
        action={
          <Button component={Link} to="/data/import" variant="filled">
            Import a file
          </Button>
        }
      >
        Import a file of what your customers did, and this page shows the journey they really take and
        where it hurts. A table with a customer, an event and a time in each row is enough.
      </EmptyState>
    </Card>
  );
}
