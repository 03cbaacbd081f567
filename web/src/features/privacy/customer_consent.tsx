import { Button, Modal } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useCustomerConsent, useSession, type CustomerConsent as Consent } from '../../api';
import { Card, dayAndClock, ErrorState, relative, RowsSkeleton, Tag } from '../../design';
import { originWords, whyWords } from './consent_words';
import { RecordConsentDialog } from './record_consent_dialog';
import classes from './privacy.module.css';

/** On a customer's page: what may be done for which purpose, who said so, and what was said before. */
export function CustomerConsent({ id }: { id: string }) {
  const consent = useCustomerConsent(id);
  const role = useSession().data?.user.role;
  const [open, setOpen] = useState<'record' | 'history' | null>(null);
  const data = consent.data;
  const asked = (data?.purposes.length ?? 0) > 0;
  const close = () => setOpen(null);
  return (
    <Card title="Consent" flush>
      {consent.isError ? (
        <ErrorState error={consent.error} onRetry={() => void consent.refetch()} />
      ) : !data ? (
        <RowsSkeleton rows={3} />
      ) : asked ? (
        <States consent={data} />
      ) : (
        <p className={classes.none}>
          Nothing is asked for yet. <Link to="/settings/privacy">Name purposes</Link>
        </p>
      )}
      {data && (asked || data.history.length > 0) && (
        <div className={classes.actions}>
          {asked && role !== 'viewer' && <Button onClick={() => setOpen('record')}>Record</Button>}
          {data.history.length > 0 && (
            <Button variant="subtle" onClick={() => setOpen('history')}>
              What was said
            </Button>
          )}
        </div>
      )}
      {open === 'record' && data && <RecordConsentDialog customer={id} purposes={data.purposes} onClose={close} />}
      {open === 'history' && data && (
        <Modal opened onClose={close} title="What was said" size="lg">
          <History consent={data} />
        </Modal>
      )}
    </Card>
  );
}

function States({ consent }: { consent: Consent }) {
  return (
    <ul className={classes.states}>
      {consent.purposes.flatMap(({ id, name, lawful_basis, answers }) => {
        // Channels are told only where they differ.
        const [overall, ...channels] = answers;
        const shown = channels.filter(({ allowed, why }) => allowed !== overall?.allowed || why !== overall.why);
        return [overall, ...shown].map(
          (answer) =>
            answer && (
              <li key={`${id} ${answer.channel ?? ''}`}>
                <span className={answer.channel === null ? undefined : classes.channel}>{answer.channel ?? name}</span>
                <span className={classes.end} title={answer.since === null ? undefined : `Since ${dayAndClock(answer.since)}`}>
                  {whyWords(answer, lawful_basis)}
                  {answer.since !== null && `, ${relative(answer.since)}`}
                </span>
                <Tag tone={answer.allowed ? 'good' : 'neutral'}>{answer.allowed ? 'yes' : 'no'}</Tag>
              </li>
            ),
        );
      })}
    </ul>
  );
}

function History({ consent }: { consent: Consent }) {
  const nameOf = (purpose: string | null, category: string) => consent.purposes.find(({ id }) => id === purpose)?.name ?? category;
  return (
    <ol className={classes.history}>
      {consent.history.map((line) => (
        <li key={line.number}>
          <p>
            <strong>{nameOf(line.purpose, line.category)}</strong>
            {line.channel !== null && ` on ${line.channel}`}: {line.state}
          </p>
          <p className={classes.note}>
            {dayAndClock(line.time)}, {originWords(line)}, for {line.identity.namespace} {line.identity.value}
            {line.wording !== null && `, wording ${line.wording}`}
          </p>
          {line.reason !== null && <p className={classes.note}>{line.reason}</p>}
        </li>
      ))}
      {consent.history_total > consent.history.length && <li className={classes.note}>and {consent.history_total - consent.history.length} before</li>}
    </ol>
  );
}
