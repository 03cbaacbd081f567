import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { FrictionDocument, FrictionFinding, FrictionWorth } from '../../api';
import { count, day, Num, period, Tag } from '../../design';
import { usePeoplePanel } from '../../people/people_context';
import { aroundFinding } from './explore_link';
import { searchOf } from '../explore/ask/explore_search';
import { effectText, findingTag, impactOf } from './finding_words';
import classes from './findings.module.css';
import { SpanChart } from './span_chart';

interface FindingRowProps {
  rank: number;
  finding: FrictionFinding;
  document: FrictionDocument;
  worth: FrictionWorth | null;
  periodEnd: string;
}

export function FindingRow({ rank, finding, document, worth, periodEnd }: FindingRowProps) {
  const panel = usePeoplePanel();
  const tag = findingTag(finding, periodEnd);
  const impact = impactOf(finding, worth);
  const span = finding.to === null ? `since ${day(finding.from)}` : period({ from: finding.from, to: finding.to });
  return (
    <li className={classes.finding}>
      <span className={classes.rank} aria-hidden>
        {rank}
      </span>
      <div className={classes.what}>
        <h3 className={classes.title}>
          {finding.title} <Tag tone={tag.tone}>{tag.text}</Tag>
        </h3>
        <p className={classes.sentence}>{finding.sentence}</p>
        {finding.also.length > 0 && (
          <ul className={classes.also}>
            {finding.also.map(({ sentence, touchpoint, kind }) => (
              <li key={`${touchpoint} ${kind}`}>{sentence}</li>
            ))}
          </ul>
        )}
        <p className={classes.effect}>
          {effectText(finding.effect)}, n {count(finding.n)}, {span}
        </p>
        <div className={classes.buttons}>
          <Button onClick={() => panel.open(document, finding.ref, finding.title)}>See the people</Button>
          <Button
            variant="subtle"
            component={Link}
            {...({ to: '/explore', search: searchOf(aroundFinding(finding, document)) } as object)}
          >
            Open in Explore
          </Button>
        </div>
      </div>
      <SpanChart finding={finding} />
      <div className={classes.impact}>
        <Num value={impact.figure} people={{ document, ref: finding.ref, title: finding.title }} />
        {impact.notes.map((note) => (
          <span key={note} className={classes.note}>
            {note}
          </span>
        ))}
      </div>
    </li>
  );
}
