import type { Opportunity } from '../../api';
import { csv } from '../../people/csv';
import { mapTitle } from './opportunity_rows';

/** The list as a spreadsheet reads it, each number with how it is known. */
export function opportunitiesCsv(rows: readonly Opportunity[], ownerOf: (id: string) => string): string {
  const parts = ['reach', 'impact', 'confidence', 'effort'] as const;
  const ratings = ['importance', 'satisfaction'] as const;
  const header = [
    'id', 'title', 'description', 'category', 'state', 'owner', 'due', 'map', 'step', 'score', 'value', ...parts.flatMap((part) => [part, `${part}_evidence`, `${part}_source`]), 'opportunity_score',
    ...ratings.flatMap((rating) => [rating, `${rating}_evidence`]), 'value_at_risk_per_month', 'currency', 'updated_at',
  ];
  return csv([
    header,
    ...rows.map((one) => [
      one.id, one.title, one.description, one.category, one.state, one.owner === null ? null : ownerOf(one.owner), one.due, one.map === null ? null : mapTitle(one), one.step_title, one.score, one.value,
      ...parts.flatMap((part) => [one[part].value, one[part].evidence, one[part].source?.sentence ?? null]), one.ulwick, ...ratings.flatMap((rating) => [one[rating].value, one[rating].evidence]),
      one.value_at_risk?.per_month ?? null, one.value_at_risk?.currency ?? null, one.updated_at,
    ]),
  ]);
}
