import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useQueryDoc, useSegments, useSession } from '../../../api';
import { Card, count, Counted, decimal, EmptyState, ErrorState, PageBar, PageBody, PickList, plural, RowsSkeleton, Sentence, SentenceControl } from '../../../design';
import { usePeoplePanel } from '../../../people/people_context';
import { PeriodControl } from '../../explore/ask/period_control';
import { proposalsRoute } from '../route';
import { ProposalCard } from './proposal_card';
import { groupsMax, groupsMin, questionOf, type ProposalsSearch } from './proposals_search';
import classes from './proposals.module.css';

/** Groups of customers who behave alike, for somebody to name as personas. */
export function ProposalsPage() {
  const search = proposalsRoute.useSearch();
  const navigate = proposalsRoute.useNavigate();
  const writes = useSession().data?.user.role !== 'viewer';
  const document = questionOf(search);
  const answer = useQueryDoc(document);
  const panel = usePeoplePanel();
  const change = (part: Partial<ProposalsSearch>) => void navigate({ search: (before) => ({ ...before, ...part }) });
  const result = answer.data?.result;
  return (
    <>
      <PageBar
        title="Personas from data"
        crumbs={
          <>
            <Link to="/journeys">Journeys</Link> / <Link to="/journeys/personas">Personas</Link>
          </>
        }
      />
      <PageBody>
        <Ask search={search} onChange={change} />
        {answer.isError ? (
          <Card>
            <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />
          </Card>
        ) : !answer.data || !result ? (
          <Card>
            <RowsSkeleton rows={6} height={56} />
          </Card>
        ) : (
          <div className={classes.found} aria-busy={answer.isPlaceholderData} data-old={answer.isPlaceholderData || undefined}>
            <p className={classes.summary} role="status">
              {result.groups.length > 0 && `${plural(result.groups.length, 'group')} among `}
              <button type="button" className={classes.people} onClick={() => panel.open(document, result.ref, 'Compared')}>
                {plural(result.people, 'customer')}
              </button>
              {result.silhouette !== null && ` · told apart by ${decimal(result.silhouette, 2)} of 1`}
              {result.left_out > 0 && (
                <>
                  {' · '}
                  <button type="button" className={classes.people} onClick={() => panel.open(document, result.left_out_ref, 'Did too little')}>
                    {count(result.left_out)}
                  </button>
                  {' did too little to compare'}
                </>
              )}
              <Counted what="Groups of customers" as="archetypes" />
            </p>
            {answer.data.notes?.map((note) => (
              <p key={note} className={classes.note}>
                {note}
              </p>
            ))}
            {result.groups.length === 0 ? (
              <Card>
                <EmptyState title="No groups were found" action={<Button onClick={() => void navigate({ search: {} })}>Look among everybody</Button>}>
                  Customers differ too little here, or there are too few of them. A longer period or more customers may show more.
                </EmptyState>
              </Card>
            ) : (
              <ul className={classes.groups} aria-label="Groups of customers">
                {result.groups.map((group, place) => (
                  <ProposalCard key={`${JSON.stringify(document)} ${group.ref}`} group={group} place={place} document={document} among={search.segment} people={result.people} mayWrite={writes} />
                ))}
              </ul>
            )}
          </div>
        )}
      </PageBody>
    </>
  );
}

/** Whom to look among, as a sentence. */
function Ask({ search, onChange }: { search: ProposalsSearch; onChange: (part: Partial<ProposalsSearch>) => void }) {
  const segments = useSegments();
  const among = segments.data?.items.find(({ id }) => id === search.segment);
  const numbers = Array.from({ length: groupsMax - groupsMin + 1 }, (_, at) => String(at + groupsMin));
  return (
    <Sentence>
      Find{' '}
      <SentenceControl label="Number of groups" value={search.groups ? `${search.groups} groups` : 'as many groups as stand apart'}>
        {(close) => (
          <PickList
            placeholder="Number of groups" chosen={[search.groups ? String(search.groups) : 'auto']}
            options={[{ value: 'auto', label: 'As many as stand apart' }, ...numbers.map((value) => ({ value, label: `${value} groups` }))]}
            onPick={(value) => {
              onChange({ groups: value === 'auto' ? undefined : Number(value) });
              close();
            }}
          />
        )}
      </SentenceControl>{' '}
      of customers who behave alike among{' '}
      <SentenceControl label="Among whom" value={search.segment ? (among?.name ?? 'a segment that is gone') : 'everybody'}>
        {(close) => (
          <PickList
            placeholder="Segment" loading={segments.isPending} chosen={[search.segment ?? '']}
            options={[{ value: '', label: 'Everybody' }, ...(segments.data?.items ?? []).map(({ id, name, size }) => ({ value: id, label: name, detail: size === null ? undefined : count(size) }))]}
            onPick={(segment) => {
              onChange({ segment: segment || undefined });
              close();
            }}
          />
        )}
      </SentenceControl>
      , by their{' '}
      <SentenceControl label="What is compared" value={search.by === 'touchpoint' ? 'touchpoints' : 'events'}>
        {(close) => (
          <PickList
            placeholder="What is compared" chosen={[search.by ?? 'event']}
            options={[{ value: 'event', label: 'Events' }, { value: 'touchpoint', label: 'Touchpoints' }]}
            onPick={(by) => {
              onChange({ by: by === 'touchpoint' ? by : undefined });
              close();
            }}
          />
        )}
      </SentenceControl>
      , channels and rhythm in <PeriodControl value={search.range} onChange={(range) => onChange({ range })} />.
    </Sentence>
  );
}
