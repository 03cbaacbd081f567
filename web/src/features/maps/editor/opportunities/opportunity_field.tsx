import { Button, Select } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useOpportunities } from '../../../../api';
import { compact } from '../../../../design';
import { thingIn } from '../../engine/operations';
import { visible } from '../../engine/visible';
import { useEditor } from '../editor_context';
import { tied, type Source } from './made_from';
import { OpportunityTags } from './opportunity_tags';
import { useMakeOpportunity } from './use_make_opportunity';
import classes from './opportunities.module.css';

/** The opportunity that a pain point or a card is, or the way to one. */
export function OpportunityField({ source, opportunity }: { source: Source; opportunity: string | undefined }) {
  const { session, mayWrite, perform } = useEditor();
  const { make, busy } = useMakeOpportunity();
  const all = useOpportunities();
  const one = all.data?.find(({ id }) => id === opportunity);
  if (opportunity === undefined) {
    if (!mayWrite) return null;
    return (
      <div className={classes.field} role="group" aria-label="Opportunity">
        <span className={classes.label}>Opportunity</span>
        <Button loading={busy} onClick={() => void make(source)}>Make an opportunity</Button>
        {(all.data ?? []).length > 0 && (
          <Select
            aria-label="One that is there already" placeholder="Or one that is there already" searchable size="sm" value={null} limit={50} data={(all.data ?? []).map(({ id, title }) => ({ value: id, label: title }))}
            onChange={(id) => {
              const chosen = all.data?.find((each) => each.id === id);
              const { document } = session.snapshot();
              if (chosen && thingIn(document, source.in, source.id)) perform(tied(document, visible(document), source, chosen));
            }}
          />
        )}
      </div>
    );
  }
  return (
    <div className={classes.field} role="group" aria-label="Opportunity">
      <span className={classes.label}>Opportunity</span>
      {one ? (
        <Link to="/journeys/opportunities" search={{ open: one.id }} className={classes.card}>
          <b>{one.title}</b>
          <small>{one.score === null ? 'no score yet' : `score ${compact(one.score)}`}</small>
          <OpportunityTags id={one.id} />
        </Link>
      ) : (
        <p className={classes.hint}>{all.data === undefined ? '…' : 'The opportunity was removed. What stands on the map stays.'}</p>
      )}
      {mayWrite && <Button variant="subtle" onClick={() => perform([{ op: 'set', in: source.in, id: source.id, field: 'opportunity', value: null }])}>Untie it from this {source.in === 'pains' ? 'pain point' : 'card'}</Button>}
    </div>
  );
}
