import { Link } from '@tanstack/react-router';
import { useMaps, useMentions, useUsers, type MapMention } from '../../../api';
import { dayAndClock, EmptyState, ErrorState, PageBar, PageBody, relative, RowsSkeleton } from '../../../design';
import { initials } from '../../../people/initials';
import { piecesOf } from '../editor/comments/mentions';
import { personStyle } from '../editor/presence_mark';
import { JourneysTabs } from '../journeys_tabs';
import classes from './mentions.module.css';

/** Where one is mentioned on maps and nothing was resolved yet. */
export function MentionsPage() {
  const mentions = useMentions();
  const titles = new Map(useMaps().data?.map(({ id, title }) => [id, title]));
  return (
    <>
      <PageBar title="Journeys" tabs={<JourneysTabs tab="/journeys/mentions" />} />
      <PageBody>
        {mentions.isError ? (
          <ErrorState error={mentions.error} onRetry={() => void mentions.refetch()} />
        ) : mentions.data === undefined ? (
          <RowsSkeleton rows={5} height={52} />
        ) : mentions.data.length === 0 ? (
          <EmptyState title="Nobody asks for you">Where somebody writes @ and your name in a comment on a map, it stands here until it is resolved.</EmptyState>
        ) : (
          <ul className={classes.list} aria-label="Mentions">
            {mentions.data.map((mention) => (
              <Mention key={mention.id} mention={mention} title={titles.get(mention.map)} />
            ))}
          </ul>
        )}
      </PageBody>
    </>
  );
}

function Mention({ mention, title }: { mention: MapMention; title: string | undefined }) {
  const people = (useUsers().data ?? []).filter(({ id }) => mention.mentions.includes(id));
  return (
    <li>
      <Link to="/journeys/maps/$id" params={{ id: mention.map }} search={{ panel: 'comments', comment: mention.id }} className={classes.row}>
        <span className={classes.avatar} style={personStyle(mention.by.id)} aria-hidden>{initials(mention.by.name)}</span>
        <span className={classes.said}>
          <small>
            <b>{mention.by.name}</b> on {title || 'a map'}, <time dateTime={mention.created_at} title={dayAndClock(mention.created_at)}>{relative(mention.created_at)}</time>
          </small>
          <span className={classes.text}>{piecesOf(mention.text, people).map(({ text, person }, at) => (person ? <mark key={at}>{text}</mark> : text))}</span>
        </span>
      </Link>
    </li>
  );
}
