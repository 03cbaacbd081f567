import { Button, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useSavePersona, useSaveSegment, type Archetype, type ArchetypeDifference, type ArchetypesDocument } from '../../../api';
import { Card, count, Num, share } from '../../../design';
import { usePeoplePanel } from '../../../people/people_context';
import { failed } from '../../../shell/toast';
import { ChannelBar } from '../channel_bar';
import { differenceWords, hintOf, personaOf, segmentOf } from './proposal';
import classes from './proposals.module.css';

interface ProposalCardProps {
  group: Archetype;
  place: number;
  document: ArchetypesDocument;
  /** The segment that groups were looked for in. */
  among: string | undefined;
  /** Customers that were compared. */
  people: number;
  mayWrite: boolean;
}

/** One group: how large it is, what sets it apart, and the persona that it may become. */
export function ProposalCard({ group, place, document, among, people, mayWrite }: ProposalCardProps) {
  const panel = usePeoplePanel();
  const title = `Group ${place + 1}`;
  const { rule } = group;
  const events = Math.round(group.events_each * group.people);
  return (
    <li>
      <Card title={title} aside={<Num value={count(group.people)} unit={group.people === 1 ? 'person' : 'people'} detail={share(group.share.share)} people={{ document, ref: group.ref, title }} />}>
        <div className={classes.card}>
          {group.channels.length > 0 && <ChannelBar channels={group.channels.map(({ channel, events: { count: of } }) => ({ channel, events: of }))} events={events} />}
          {group.differences.length === 0 ? (
            <p className={classes.quiet}>They do what everybody does, neither more nor less.</p>
          ) : (
            <ul className={classes.differences} aria-label={`What sets group ${place + 1} apart`}>
              {group.differences.map((difference) => (
                <Difference key={`${difference.of} ${difference.name}`} difference={difference} />
              ))}
            </ul>
          )}
          {rule ? (
            <p className={classes.quiet}>
              As a segment: <b>{rule.sentence}</b>.{' '}
              <button type="button" className={classes.people} onClick={() => panel.open(document, rule.ref, rule.sentence)}>
                {count(rule.people)} {rule.people === 1 ? 'customer is' : 'customers are'} like that
              </button>
              ; {share(rule.precision.share)} of them belong to this group, and {share(rule.recall.share)} of the group are found.
            </p>
          ) : (
            <p className={classes.quiet}>No rule of a segment tells this group from the others, so the persona begins without one.</p>
          )}
          <div className={classes.foot}>
            <Button onClick={() => panel.open(document, group.typical_ref, `Typical of group ${place + 1}`)}>Most typical {group.typical}</Button>
            {mayWrite && <MakePersona group={group} place={place} among={among} people={people} />}
          </div>
        </div>
      </Card>
    </li>
  );
}

const widest = 3;

function Difference({ difference }: { difference: ArchetypeDifference }) {
  const width = (50 * Math.min(widest, Math.abs(difference.difference))) / widest;
  const more = difference.difference > 0;
  const { what, how } = differenceWords(difference);
  return (
    <li className={classes.difference}>
      <span className={classes.track} aria-hidden>
        <span className={classes.bar} data-less={!more || undefined} style={{ width: `${width}%`, [more ? 'left' : 'right']: '50%' }} />
      </span>
      <span>
        <span className={classes.direction}>{more ? 'more' : 'less'}</span> {what}
        <small className={classes.how}>{how}</small>
      </span>
    </li>
  );
}

/** Asks for a name; then the segment is made, and the persona that stands for it. */
function MakePersona({ group, place, among, people }: Pick<ProposalCardProps, 'group' | 'place' | 'among' | 'people'>) {
  const [name, setName] = useState('');
  const saveSegment = useSaveSegment();
  const savePersona = useSavePersona();
  const navigate = useNavigate();
  // Kept when the persona could not be made, so that trying again makes no second segment.
  const segment = useRef<string | null>(null);
  const busy = saveSegment.isPending || savePersona.isPending;
  const make = async () => {
    const called = name.trim();
    if (called === '' || busy) return;
    try {
      const draft = segmentOf(called, group, among);
      if (draft && segment.current === null) segment.current = (await saveSegment.mutateAsync({ draft })).segment.id;
      const { id } = await savePersona.mutateAsync({ draft: personaOf(called, group, segment.current, place, { people, at: new Date().toISOString() }) });
      void navigate({ to: '/journeys/personas/$id', params: { id } });
    } catch (error) {
      failed('The persona was not made', error);
    }
  };
  return (
    <form
      className={classes.make}
      onSubmit={(event) => {
        event.preventDefault();
        void make();
      }}
    >
      <TextInput aria-label={`Name of group ${place + 1}`} placeholder={hintOf(group)} value={name} maxLength={100} onChange={(event) => setName(event.currentTarget.value)} />
      <Button type="submit" variant="filled" loading={busy} disabled={name.trim() === ''}>
        Make this persona
      </Button>
    </form>
  );
}
