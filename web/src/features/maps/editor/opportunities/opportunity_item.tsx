import { Menu } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { MapDocument } from '../../engine/fields';
import { cardsAt, partOfCard } from '../selected_thing';
import type { Board, Spot } from '../place';
import { isSource, opportunityOf } from './made_from';
import { useMakeOpportunity } from './use_make_opportunity';

/** In the menu of a pain point, or of a card among the opportunities: makes an opportunity of it, or opens the one that it is. */
export function OpportunityItem({ board, document, spot, card }: { board: Board; document: MapDocument; spot: Spot; card: string | null }) {
  const { make, busy } = useMakeOpportunity();
  const navigate = useNavigate();
  const cards = spot.row < 2 || spot.column < 0 ? [] : cardsAt(board, spot);
  const id = cards.find((one) => one.id === card)?.id ?? cards[0]?.id;
  if (id === undefined) return null;
  const source = { in: partOfCard(board, spot.row), id };
  if (!isSource(document, source)) return null;
  const opportunity = opportunityOf(document, source);
  return opportunity === undefined ? (
    <Menu.Item disabled={busy} onClick={() => void make(source)}>Make an opportunity</Menu.Item>
  ) : (
    <Menu.Item onClick={() => void navigate({ to: '/journeys/opportunities', search: { open: opportunity } })}>Open the opportunity</Menu.Item>
  );
}
