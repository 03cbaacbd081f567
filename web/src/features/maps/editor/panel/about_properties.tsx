import type { About } from '../../engine/fields';
import { OwnerField } from './owner_field';
import { GoalsField } from '../opportunities/goals_field';
import { ChoiceField, DateField, LineField, LinesField, NumberField, TextField } from './fields';

const of = { part: 'about', id: 'about' } as const;

export function AboutProperties({ about }: { about: About }) {
  return (
    <>
      <TextField {...of} field="title" label="Title" value={about.title} rows={1} />
      <TextField {...of} field="description" label="Description" value={about.description} rows={3} />
      <ChoiceField {...of} field="state" label="State" value={about.state} words={{ current: 'Current state', future: 'Future state' }} />
      <ChoiceField {...of} field="status" label="Status" value={about.status} words={{ draft: 'Draft', in_review: 'In review', published: 'Published', archived: 'Archived' }} />
      <ChoiceField {...of} field="level" label="Level" value={about.level} words={{ journey: 'Journey', lifecycle: 'Lifecycle', detail: 'Detail' }} />
      <OwnerField value={about.owner} />
      <DateField {...of} field="review_on" label="Next review" value={about.review_on} />
      <NumberField {...of} field="review_every_months" label="Review every … months" hint="Nothing: every 3" value={about.review_every_months} min={1} max={36} />
      <GoalsField goals={about.goals} />
      <LinesField {...of} field="tags" label="Tags" value={about.tags} />
      <LineField {...of} field="period" label="Period of the numbers" value={about.period} options={['4w', '8w', '13w', '26w', '52w', 'all']} />
    </>
  );
}
