import { Link } from '@tanstack/react-router';
import type { Person } from '../api';
import { plural, relative } from '../design/format';
import { initials } from './initials';
import classes from './people_panel.module.css';

interface PersonRowProps {
  person: Person;
  colour: (channel: string | null) => string;
}

/** One person: who, how much, and the last events as squares in the colours of their channels. */
export function PersonRow({ person, colour }: PersonRowProps) {
  const trail = person.last_events.map(({ event, channel }) =>
    channel === null ? event : `${event} (${channel})`,
  );
  return (
    <li>
      <Link to="/customers/$id" params={{ id: person.id }} className={classes.person}>
        <Avatar name={person.name} />
        <span className={classes.who}>
          <span className={classes.name}>
            <b>{person.name ?? person.label}</b>
            {person.name !== null && <span className={classes.label}>{person.label}</span>}
          </span>
          <span className={classes.trail} role="img" aria-label={`Last: ${trail.join(', ')}`}>
            {person.last_events.map((event, index) => (
              <span
                key={index}
                className={classes.square}
                style={{ background: colour(event.channel) }}
                title={trail[index]}
              />
            ))}
          </span>
        </span>
        <span className={classes.much}>
          {plural(person.events, 'event')}
          <br />
          {relative(person.last_seen)}
        </span>
      </Link>
    </li>
  );
}

export function Avatar({ name }: { name: string | null }) {
  return (
    <span className={classes.avatar} aria-hidden>
      {initials(name)}
    </span>
  );
}
