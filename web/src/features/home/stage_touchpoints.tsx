import { ActionIcon } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { JourneyDocument, JourneyStage, JourneyTouchpoint } from '../../api';
import {
  CloseIcon,
  count,
  DataTable,
  Mark,
  Num,
  plural,
  Tag,
  useChannelColour,
  type Column,
} from '../../design';
import { aroundTouchpoint } from './explore_link';
import { searchOf } from '../explore/ask/explore_search';
import classes from './journey.module.css';
import { roleWords } from './journey_words';
import { Emotion } from './stage_tip';

interface StageTouchpointsProps {
  stage: JourneyStage;
  document: JourneyDocument;
  onClose: () => void;
}

/** A stage opened: its touchpoints in the order of the journey. */
export function StageTouchpoints({ stage, document, onClose }: StageTouchpointsProps) {
  const colour = useChannelColour();
  const rows = [...stage.touchpoints].sort((a, b) => a.order - b.order);
  const columns: Column<JourneyTouchpoint>[] = [
    {
      key: 'name',
      header: 'Touchpoint',
      render: (row) => (
        <span className={classes.name} title={row.events.join(', ')}>
          <b>{row.name}</b>
          {row.role !== 'step' && (
            <Tag tone={row.role === 'error' ? 'pain' : row.role === 'goal' ? 'good' : 'neutral'}>
              {roleWords[row.role]}
            </Tag>
          )}
        </span>
      ),
    },
    {
      key: 'channel',
      header: 'Channel',
      wideOnly: true,
      render: (row) =>
        !row.channel ? (
          '–'
        ) : (
          <span className={classes.name}>
            <Mark colour={colour(row.channel)} />
            {row.channel}
          </span>
        ),
    },
    {
      key: 'people',
      header: 'People',
      align: 'right',
      render: (row) => <Num value={count(row.people)} people={{ document, ref: row.ref, title: row.name }} />,
    },
    { key: 'count', header: 'Events', align: 'right', wideOnly: true, render: (row) => count(row.count) },
    {
      key: 'friction',
      header: 'Measured',
      align: 'right',
      render: (row) => (
        <span title={`n ${count(row.friction.n)}`}>
          <Emotion value={row.friction.n > 0 ? row.friction.value : null} />
        </span>
      ),
    },
    {
      key: 'explore',
      header: 'Next',
      align: 'right',
      render: (row) => (
        <Link
          to="/explore"
          search={searchOf(aroundTouchpoint(row, { range: document.range, who: document.who }))}
          aria-label={`Explore what people do around ${row.name}`}
        >
          Explore
        </Link>
      ),
    },
  ];
  return (
    <section className={classes.touchpoints} aria-label={`Touchpoints of ${stage.name}`}>
      <div className={classes.touchpointsHead}>
        <h3>
          {stage.name} <span className={classes.quiet}>{plural(rows.length, 'touchpoint')}</span>
        </h3>
        <ActionIcon aria-label={`Close ${stage.name}`} onClick={onClose}>
          <CloseIcon />
        </ActionIcon>
      </div>
      <DataTable
        label={`Touchpoints of ${stage.name}`}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.name}
      />
    </section>
  );
}
