import { useElementSize } from '@mantine/hooks';
import { useState } from 'react';
import type { JourneyDocument, JourneyResult } from '../../api';
import { Card, Counted, count, EmptyState, plural, Tag } from '../../design';
import classes from './journey.module.css';
import { journeyWidthMin, layoutJourney } from './journey_layout';
import { JourneyPicture } from './journey_picture';
import { journeyTitle } from './journey_words';
import { StageTip } from './stage_tip';
import { StageTouchpoints } from './stage_touchpoints';

interface JourneyCardProps {
  document: JourneyDocument;
  result: JourneyResult;
  stage: string | undefined;
  onStage: (name: string | undefined) => void;
}

/** The journey at a glance: who comes how far, and how it feels there. */
export function JourneyCard({ document, result, stage, onStage }: JourneyCardProps) {
  const { ref, width } = useElementSize();
  const [active, setActive] = useState<number | null>(null);
  const { stages } = result;
  if (stages.length === 0) {
    return (
      <Card title="The journey">
        <EmptyState title="No journey can be proposed from so little">
          Stages and touchpoints appear when more customers with several events each are in the period.
        </EmptyState>
      </Card>
    );
  }
  const layout = layoutJourney(stages, Math.max(width, 1));
  const opened = stages.findIndex(({ name }) => name === stage);
  const measured = Math.max(...stages.map(({ friction }) => friction.n));
  return (
    <Card
      title={journeyTitle(stages)}
      aside={
        <>
          <span className={classes.discovered}>
            <Tag tone="accent">discovered from data</Tag>
          </span>
          <Tag>
            {plural(stages.length, 'stage')} · {plural(result.touchpoints, 'touchpoint')}
          </Tag>
          <Counted what="Stages" as="stage" />
        </>
      }
      flush
    >
      <div
        ref={ref}
        className={classes.scroll}
        tabIndex={width > 0 && width < journeyWidthMin(stages.length) ? 0 : undefined}
        role="group"
        aria-label="The journey from left to right"
      >
        {width > 0 ? (
          <div className={classes.canvas} style={{ width: layout.width, height: layout.height }}>
            <JourneyPicture
              document={document}
              stages={stages}
              layout={layout}
              active={active}
              onActive={setActive}
              opened={opened < 0 ? null : opened}
              onOpen={(index) => onStage(index === opened ? undefined : stages[index]?.name)}
            />
            {active !== null && stages[active] && (
              <StageTip stage={stages[active]} layout={layout} index={active} />
            )}
          </div>
        ) : (
          <div style={{ height: 330 }} />
        )}
      </div>
      {layout.curve && (
        <div className={classes.legend}>
          <svg width={18} height={8} aria-hidden>
            <line x2={18} y1={4} y2={4} stroke="var(--accent)" strokeWidth={2.6} />
          </svg>
          measured from behaviour, n {count(measured)}
          <Counted what="The curve" as="friction" />
        </div>
      )}
      {opened >= 0 && (
        <StageTouchpoints
          stage={stages[opened]!}
          document={document}
          onClose={() => onStage(undefined)}
        />
      )}
    </Card>
  );
}
