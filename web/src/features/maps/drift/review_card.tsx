import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { asProblem, useReviewDone, useReviews } from '../../../api';
import { day, dayAndClock, ErrorState, relative, RowsSkeleton } from '../../../design';
import { saved } from '../../../shell/toast';
import { useEditor } from '../editor/editor_context';
import classes from './drift.module.css';

const shownReviews = 5;

/** Who looked the map through and when, and saying that it was done now. */
export function ReviewCard({ map }: { map: string }) {
  const { mayWrite } = useEditor();
  const reviews = useReviews(map);
  const done = useReviewDone(map);
  const [note, setNote] = useState<string | null>(null);
  const [all, setAll] = useState(false);
  const list = reviews.data ?? [];
  return (
    <section className={classes.reviews} aria-label="Reviews">
      <h3>Reviews</h3>
      {mayWrite && note === null && <Button onClick={() => setNote('')}>Review done</Button>}
      {mayWrite && note !== null && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            done.mutate(
              { note: note.trim() },
              {
                onSuccess: (review) => {
                  setNote(null);
                  saved(`Reviewed. The next review is due on ${day(review.next_on)}.`);
                },
              },
            );
          }}
        >
          <Textarea label="What was found" placeholder="Still true, or what changed" autosize minRows={2} maxRows={8} maxLength={4000} value={note} onChange={(event) => setNote(event.currentTarget.value)} data-autofocus />
          <span className={classes.buttons}>
            <Button type="submit" variant="filled" loading={done.isPending}>Review done</Button>
            <Button onClick={() => setNote(null)}>Cancel</Button>
          </span>
          {done.isError && <p role="alert" className={classes.problem}>{asProblem(done.error).message}</p>}
        </form>
      )}
      {reviews.isError ? (
        <ErrorState error={reviews.error} onRetry={() => void reviews.refetch()} />
      ) : reviews.data === undefined ? (
        <RowsSkeleton rows={2} height={30} />
      ) : list.length === 0 ? (
        <p className={classes.hint}>Nobody has said yet that the map was looked through.</p>
      ) : (
        <ol className={classes.list}>
          {list.slice(0, all ? undefined : shownReviews).map((review) => (
            <li key={review.at}>
              <span>
                <b>{review.by.name}</b> <time dateTime={review.at} title={dayAndClock(review.at)}>{relative(review.at)}</time>
              </span>
              {review.note && <span className={classes.note}>{review.note}</span>}
              <span className={classes.detail}>version {review.revision} · next {day(review.next_on)}</span>
            </li>
          ))}
        </ol>
      )}
      {!all && list.length > shownReviews && <Button onClick={() => setAll(true)}>All {list.length} reviews</Button>}
    </section>
  );
}
