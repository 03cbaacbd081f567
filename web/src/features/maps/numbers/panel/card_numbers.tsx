import { useMemo } from 'react';
import { useQueryDoc, type QueryDocument } from '../../../../api';
import type { CardNumbers, MapQuestion, MapResult } from '../../../../api/map_numbers';
import { count, Counted, ErrorState, interval, Num, PictureSkeleton, share } from '../../../../design';
import { FigureRow, peopleOf } from './figure_rows';
import { PlaceNumbersView } from './place_numbers';
import classes from './numbers_panel.module.css';

interface CardNumbersProps {
  card: CardNumbers;
  step: string;
  question: MapQuestion;
}

/** One touchpoint: who met it at all, and what happens there when its step is this touchpoint alone. */
export function CardNumbersView({ card, step, question }: CardNumbersProps) {
  const match = question.cards?.find(({ id }) => id === card.id)?.match;
  const alone = useMemo<MapQuestion>(() => {
    const { cards: _, ...rest } = question;
    return { ...rest, trend: 'week', steps: rest.steps.map((one) => (one.id === step && match ? { ...one, name: card.label, match } : one)) };
  }, [question, step, match, card.label]);
  const asked = useQueryDoc(match ? (alone as unknown as QueryDocument) : null);
  const place = (asked.data?.result as unknown as MapResult | undefined)?.steps.find(({ id }) => id === step);
  return (
    <>
      <section className={classes.part}>
        <h3>Met by <Counted what="Who met a touchpoint" as="map_card" /></h3>
        <dl className={classes.rows}>
          <FigureRow name="People">
            <Num value={count(card.people)} detail={card.share.share === null ? undefined : `${share(card.share.share)} of everyone asked about · ${interval(card.share.low, card.share.high)}`} people={peopleOf(question, card.ref, card.label)} />
          </FigureRow>
          <FigureRow name="Events"><Num value={count(card.events)} /></FigureRow>
        </dl>
      </section>
      {asked.isError && <ErrorState error={asked.error} onRetry={() => void asked.refetch()} />}
      {asked.isPending && match && <PictureSkeleton height={240} />}
      {place?.bound && (
        <>
          <p className={classes.quiet}>As a part of the journey, its step being this touchpoint alone:</p>
          <PlaceNumbersView place={place} question={alone} match={match} />
        </>
      )}
    </>
  );
}
