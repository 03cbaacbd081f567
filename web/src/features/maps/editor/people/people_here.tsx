import { Popover } from '@mantine/core';
import { useState } from 'react';
import { plural } from '../../../../design';
import { initials } from '../../../../people/initials';
import type { MapDocument } from '../../engine/fields';
import { personStyle } from '../presence_mark';
import { doingWords, type Person } from './people_words';
import classes from './people.module.css';

interface PeopleHereProps {
  people: readonly Person[];
  document: MapDocument;
  /** The user whose place one follows. */
  followed: string | null;
  onFollow: (user: string | null) => void;
}

/** So many faces stand in the bar; the list has all. */
const facesMax = 4;

/** Who else is on this map, what they do, and going where they go. */
export function PeopleHere({ people, document, followed, onFollow }: PeopleHereProps) {
  const [opened, setOpened] = useState(false);
  if (people.length === 0) return null;
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={280} trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className={classes.faces} aria-label={`Also here: ${plural(people.length, 'person', 'people')}`} aria-expanded={opened} onClick={() => setOpened(!opened)}>
          {people.slice(0, facesMax).map(({ user }) => (
            <span key={user.id} className={classes.face} style={personStyle(user.id)} title={user.name}>{initials(user.name)}</span>
          ))}
          {people.length > facesMax && <span className={classes.face}>+{people.length - facesMax}</span>}
        </button>
      </Popover.Target>
      <Popover.Dropdown p={4} className={classes.dropdown}>
        <ul className={classes.people} aria-label="Also here">
          {people.map(({ user, at }) => {
            const isFollowed = user.id === followed;
            return (
              <li key={user.id}>
                <button
                  type="button" aria-pressed={isFollowed}
                  onClick={() => {
                    onFollow(isFollowed ? null : user.id);
                    setOpened(false);
                  }}
                >
                  <span className={classes.face} style={personStyle(user.id)} aria-hidden>{initials(user.name)}</span>
                  <span className={classes.doing}>
                    <b>{user.name}</b>
                    <small>{doingWords(document, at)}</small>
                  </span>
                  <span className={classes.follow}>{isFollowed ? 'Following' : 'Follow'}</span>
                </button>
              </li>
            );
          })}
        </ul>
      </Popover.Dropdown>
    </Popover>
  );
}
