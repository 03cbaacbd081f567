import { Button, Drawer } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Refusal } from '../../../api';
import { CodeBlock, count, dayAndClock, Tag } from '../../../design';
import classes from '../data.module.css';
import { prettyJson } from '../sources/live_list';
import { refusalWords } from './quality_words';

/** One reason with the latest sample, and the ways on. */
export function RefusalPanel({ refusal, onClose }: { refusal: Refusal; onClose: () => void }) {
  const { words, tone, what } = refusalWords[refusal.kind];
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={520}
      title={refusal.reason}
      overlayProps={{ backgroundOpacity: 0.12 }}
      classNames={{ content: classes.panel, title: classes.panelTitle, header: classes.panelHead }}
    >
      <dl className={classes.facts}>
        <dt>What</dt>
        <dd>
          <Tag tone={tone}>{words}</Tag>
        </dd>
        <dt />
        <dd className={classes.quiet}>{what}</dd>
        {refusal.event !== null && (
          <>
            <dt>Event</dt>
            <dd>{refusal.event}</dd>
          </>
        )}
        <dt>Source</dt>
        <dd>{refusal.source?.name ?? 'none, as the key is not known'}</dd>
        <dt>Times</dt>
        <dd>{count(refusal.count)}</dd>
        <dt>First</dt>
        <dd>{dayAndClock(refusal.first_seen)}</dd>
        <dt>Last</dt>
        <dd>{dayAndClock(refusal.last_seen)}</dd>
      </dl>
      <div className={classes.buttons}>
        {refusal.event !== null && (
          <Button component={Link} {...({ to: '/data/catalogue', search: { event: refusal.event } } as object)}>
            The event
          </Button>
        )}
        {refusal.event !== null && (refusal.kind === 'plan' || refusal.kind === 'warning') && (
          <Button component={Link} {...({ to: '/data/plan', search: { event: refusal.event } } as object)}>
            Its rules
          </Button>
        )}
        {refusal.source !== null && (
          <Button
            component={Link}
            {...({ to: '/data/sources/$id', params: { id: refusal.source.id }, search: { tab: 'live', only: 'trouble' } } as object)}
          >
            {refusal.source.name} live
          </Button>
        )}
      </div>
      {refusal.sample === null ? (
        <p className={classes.quiet}>No sample was kept.</p>
      ) : (
        <CodeBlock title="The latest one" code={prettyJson(refusal.sample)} tall />
      )}
    </Drawer>
  );
}
