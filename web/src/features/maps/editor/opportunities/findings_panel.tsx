import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMapFindings, type MapFinding } from '../../../../api';
import { count, EmptyState, ErrorState, money, plural, RowsSkeleton, Tag } from '../../../../design';
import { usePeoplePanel } from '../../../../people/people_context';
import type { MapDocument } from '../../engine/fields';
import { visible as visibleOf, type Visible } from '../../engine/visible';
import { mapRoute } from '../../route';
import { useEditor } from '../editor_context';
import { SidePanel } from '../panel/side_panel';
import { takenOver } from './made_from';
import { useMakeOpportunity } from './use_make_opportunity';
import panel from '../panel/panel.module.css';
import classes from './opportunities.module.css';

interface FindingsPanelProps {
  document: MapDocument;
  visible: Visible;
  onClose: () => void;
}

/** What friction found at the touchpoints of this map, to be taken over as pain points. */
export function FindingsPanel({ document, visible, onClose }: FindingsPanelProps) {
  const { id } = mapRoute.useParams();
  const found = useMapFindings(id);
  const { mayWrite, perform, session } = useEditor();
  const people = usePeoplePanel();
  const { make, busy } = useMakeOpportunity();
  // Who is editing at the same time may have taken it over, too.
  const pains = Object.entries(document.pains).filter(([, pain]) => !pain.removed && visible.columnOf.has(pain.step));
  const painOf = (finding: MapFinding) => pains.find(([, pain]) => pain.finding === finding.finding);
  const take = (finding: MapFinding): string | null => {
    const now = visibleOf(session.snapshot().document);
    if (!now.columnOf.has(finding.step)) return null;
    const done = takenOver(now, finding);
    perform(done.operations);
    return done.id;
  };
  const open = (found.data?.items ?? []).filter((finding) => !painOf(finding) && visible.columnOf.has(finding.step));
  return (
    <SidePanel label="Findings" title="Found by friction" onClose={onClose}>
      <div className={panel.fields} tabIndex={0} role="group" aria-label="What friction found here">
        {found.isError ? (
          <ErrorState error={found.error} onRetry={() => void found.refetch()} />
        ) : found.data === undefined ? (
          <RowsSkeleton rows={6} height={54} />
        ) : found.data.items.length === 0 ? (
          <EmptyState title="Nothing found here" action={<Button component={Link} to={found.data.events === 0 ? '/data' : '/explore'}>{found.data.events === 0 ? 'Bring in events' : 'Open Explore'}</Button>}>
            {found.data.events === 0
              ? 'Friction is found in events, and there are none yet.'
              : found.data.elsewhere > 0
                ? `Friction found ${plural(found.data.elsewhere, 'thing')}, at touchpoints this map does not have. Bind steps or touchpoint cards to the data to see it here.`
                : 'At the touchpoints of this map customers do as well as elsewhere.'}
          </EmptyState>
        ) : (
          <>
            <p className={classes.hint}>
              Where customers do significantly worse at the touchpoints of this map, what costs most first.
              {found.data.elsewhere > 0 && ` ${plural(found.data.elsewhere, 'more')} at touchpoints the map does not have.`.replace('mores', 'more')}
            </p>
            {mayWrite && open.length > 1 && <Button onClick={() => open.forEach(take)}>Take over all {open.length}</Button>}
            <ul className={classes.findings} aria-label="Findings">
              {found.data.items.map((finding) => {
                const taken = painOf(finding);
                const step = document.steps[finding.step]?.title || 'a step without a name';
                return (
                  <li key={finding.finding}>
                    <b>{finding.title}</b>
                    <span className={classes.row}>
                      <Tag>{finding.touchpoint}</Tag>
                      {finding.standing ? <Tag>always</Tag> : <Tag tone={finding.ongoing ? 'pain' : 'neutral'}>{finding.ongoing ? 'going on' : 'over'}</Tag>}
                    </span>
                    <span className={classes.hint}>{finding.sentence === finding.title ? '' : finding.sentence}</span>
                    <span className={classes.facts}>
                      <button type="button" className={classes.people} title="Show the people behind this number" onClick={() => people.open({ kind: 'friction' }, finding.ref, finding.title)}>
                        {count(finding.people)} {finding.people === 1 ? 'person' : 'people'}
                      </button>
                      {finding.value_per_month !== null && <b>{money(Math.round(finding.value_per_month), found.data.currency)} a month</b>}
                      <span>at {step}</span>
                    </span>
                    {taken ? (
                      <span className={classes.row}>
                        <Tag tone="good">taken over</Tag>
                        {taken[1].opportunity ? (
                          <Link to="/journeys/opportunities" search={{ open: taken[1].opportunity }}>Its opportunity</Link>
                        ) : (
                          mayWrite && <Button size="compact-xs" disabled={busy} onClick={() => void make({ in: 'pains', id: taken[0] })}>Make an opportunity</Button>
                        )}
                      </span>
                    ) : (
                      mayWrite && (
                        <span className={classes.row}>
                          <Button size="compact-xs" disabled={!visible.columnOf.has(finding.step)} onClick={() => take(finding)}>Take over</Button>
                        </span>
                      )
                    )}
                  </li>
                );
              })}
            </ul>
          </>
        )}
      </div>
    </SidePanel>
  );
}
