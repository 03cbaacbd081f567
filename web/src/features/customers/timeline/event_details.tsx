import { Button, Skeleton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import type { CustomerEvent } from '../../../api';
import { CodeBlock, CopyButton, dayAndClock, duration } from '../../../design';
import { clock, timeZone } from '../../../design/format_time';
import { allProperties } from './all_properties';
import { kindWords } from './kind_face';
import type { OutlineEvent } from './outline';
import classes from './timeline.module.css';

interface EventDetailsProps {
  event: OutlineEvent;
  details: CustomerEvent | undefined;
}

/** Received so much later is worth a word. */
const lateS = 60;

/** Everything that is known about one event. */
export function EventDetails({ event, details }: EventDetailsProps) {
  const [asJson, setAsJson] = useState(false);
  if (!details) {
    return (
      <div className={classes.details} role="status" aria-label="Loading">
        <Skeleton height={16} width="70%" />
        <Skeleton height={16} width="45%" />
      </div>
    );
  }
  const facts: [string, ReactNode][] = [
    ['Time', `${moment(event.at)} ${timeZone()}`],
    ['Received', received(event.at, Date.parse(details.received_at))],
    ['Kind', `${kindWords[event.name.kind]}, sent as ${details.type}`],
    ['Source', source(details)],
    ['Channel', details.channel],
    ['Touchpoint', details.touchpoint],
    ['Stage', details.stage],
    ['Session', String(details.session)],
    ['Identity', details.identity && `${details.identity.namespace} ${details.identity.value}`],
    ['Event id', details.id],
  ];
  const properties = allProperties(details.properties);
  return (
    <div className={classes.details}>
      <Facts facts={facts.filter(([, value]) => value !== null)} />
      {asJson ? (
        <CodeBlock title="Event as JSON" code={JSON.stringify(details, null, 2)} />
      ) : (
        properties.length > 0 && (
          <dl className={classes.properties} aria-label="Properties">
            {properties.map(([name, value]) => (
              <div key={name}>
                <dt title={name}>{name}</dt>
                <dd>
                  <span>{value}</span>
                  <CopyButton text={value} what={name} />
                </dd>
              </div>
            ))}
          </dl>
        )
      )}
      <div className={classes.actions}>
        <Button onClick={() => setAsJson(!asJson)} aria-pressed={asJson}>
          {asJson ? 'As a list' : 'As JSON'}
        </Button>
        <span className={classes.copyLink}>
          Link <CopyButton text={window.location.href} what="the link to this event" />
        </span>
      </div>
    </div>
  );
}

function Facts({ facts }: { facts: [string, ReactNode][] }) {
  return (
    <dl className={classes.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function source({ source, import: imported }: CustomerEvent): ReactNode {
  if (imported === null) return source;
  return (
    <>
      {source}, <Link to="/data/imports">import {imported}</Link>
    </>
  );
}

/** "24 May 2026, 14:05:09" */
function moment(at: number): string {
  return `${dayAndClock(at).replace(/, [\d:]+$/, '')}, ${clock(at, true)}`;
}

function received(at: number, receivedAt: number): string {
  const seconds = (receivedAt - at) / 1000;
  return seconds > lateS ? `${moment(receivedAt)}, ${duration(seconds)} later` : moment(receivedAt);
}
