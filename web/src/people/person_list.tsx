import type { Person } from '../api';
import { useChannelColour } from '../design/use_channel_colour';
import classes from './people_panel.module.css';
import { PersonRow } from './person_row';

/** People, each with their last events. */
export function PersonList({ people }: { people: Person[] }) {
  const colour = useChannelColour();
  return (
    <ul className={classes.list}>
      {people.map((person) => (
        <PersonRow key={person.id} person={person} colour={colour} />
      ))}
    </ul>
  );
}
