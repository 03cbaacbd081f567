import { useOpportunities, useOwners } from '../../../../api';
import { Tag } from '../../../../design/tag';
import { initials } from '../../../../people/initials';
import { stateTones, stateWords } from '../../../opportunities/words';
import classes from './opportunities.module.css';

/** How far the opportunity is that a card stands for, and who is in charge. */
export function OpportunityTags({ id }: { id: string }) {
  const all = useOpportunities();
  const one = all.data?.find((each) => each.id === id);
  const owners = useOwners();
  if (all.data === undefined) return <span className={classes.tags} aria-busy={!all.isError} />;
  if (!one) return <span className={classes.tags}><Tag>removed from the list</Tag></span>;
  const over = one.state === 'done' || one.state === 'dropped';
  const owner = one.owner === null ? null : (owners.data?.find((each) => each.id === one.owner)?.name ?? 'Somebody who left');
  return (
    <span className={classes.tags}>
      {!(one.state === 'proposed' && owner === null) && <Tag tone={stateTones[one.state]}>{stateWords[one.state].toLowerCase()}</Tag>}
      {owner !== null ? <span className={classes.owner} title={owner} role="img" aria-label={owner}>{initials(owner)}</span> : one.state === 'proposed' ? <Tag tone="pain">no owner</Tag> : !over && <span className={classes.nobody} title="no owner" role="img" aria-label="no owner">?</span>}
    </span>
  );
}
