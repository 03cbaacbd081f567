import { Button, SegmentedControl } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useNoticeActions, useNotices, type Notice } from '../../api';
import { dayAndClock, EmptyState, ErrorState, PageBar, PageBody, relative, RowsSkeleton, Tag } from '../../design';
import { failed } from '../../shell/toast';
import { kindWords, placeOf } from './notice_words';
import { noticesRoute } from './route';
import classes from './notices.module.css';

/** What the one who is signed in was told. */
export function NoticesPage() {
  const { unread = false } = noticesRoute.useSearch();
  const navigate = noticesRoute.useNavigate();
  const notices = useNotices(unread);
  const { readAll } = useNoticeActions();
  const list = notices.data?.pages.flatMap(({ items }) => items) ?? [];
  const open = notices.data?.pages[0]?.unread ?? 0;
  return (
    <>
      <PageBar
        title="Notices"
        tabs={
          <SegmentedControl
            aria-label="Which notices" value={unread ? 'unread' : 'all'} onChange={(which) => void navigate({ search: which === 'unread' ? { unread: true } : {}, replace: true })}
            data={[{ value: 'all', label: 'All' }, { value: 'unread', label: `Unread ${open}` }]}
          />
        }
        actions={open > 0 && <Button loading={readAll.isPending} onClick={() => readAll.mutate(undefined, { onError: (error) => failed('The notices stay unread', error) })}>Mark all as read</Button>}
      />
      <PageBody>
        {notices.isError && notices.data === undefined ? (
          <ErrorState error={notices.error} onRetry={() => void notices.refetch()} />
        ) : notices.data === undefined ? (
          <RowsSkeleton rows={6} height={44} />
        ) : list.length === 0 ? (
          <EmptyState title={unread ? 'Nothing unread' : 'No notice yet'} action={unread && <Button onClick={() => void navigate({ search: {}, replace: true })}>Show all</Button>}>
            {unread ? 'You have seen everything.' : 'You are told here when drift grows on a map that you look after, when its review is due, and when somebody mentions you in a comment.'}
          </EmptyState>
        ) : (
          <>
            <ul className={classes.list} aria-label="Notices">
              {list.map((notice) => (
                <Row key={notice.id} notice={notice} />
              ))}
            </ul>
            {notices.hasNextPage && <Button className={classes.more} loading={notices.isFetchingNextPage} onClick={() => void notices.fetchNextPage()}>Show more</Button>}
          </>
        )}
      </PageBody>
    </>
  );
}

function Row({ notice }: { notice: Notice }) {
  const { mark } = useNoticeActions();
  const isRead = notice.read_at !== null;
  const words = kindWords[notice.kind];
  const turn = (read: boolean) => mark.mutate({ id: notice.id, read }, { onError: (error) => failed('The notice stays as it is', error) });
  return (
    <li className={classes.row} data-unread={!isRead || undefined}>
      <span className={classes.dot} role={isRead ? undefined : 'img'} aria-label={isRead ? undefined : 'Unread'} />
      <span className={classes.what}>
        <Link to="/journeys/maps/$id" params={{ id: notice.map.id }} search={placeOf(notice) as never} onClick={() => !isRead && turn(true)}>
          {notice.text}
        </Link>
        <span className={classes.about}>
          <Tag tone={words.tone}>{words.name}</Tag> {notice.map.title || 'Map without a name'} · <time dateTime={notice.at} title={dayAndClock(notice.at)}>{relative(notice.at)}</time>
        </span>
      </span>
      <Button size="compact-xs" onClick={() => turn(!isRead)} aria-label={isRead ? `Mark as unread: ${notice.text}` : `Mark as read: ${notice.text}`}>
        {isRead ? 'Mark as unread' : 'Mark as read'}
      </Button>
    </li>
  );
}
