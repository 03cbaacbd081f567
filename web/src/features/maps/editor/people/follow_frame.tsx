import type { Present } from '../../engine/transport';
import { personColour, personStyle } from '../presence_mark';
import classes from './people.module.css';

/** Around the board while it goes where somebody goes. */
export function FollowFrame({ user, onStop }: { user: Present['user']; onStop: () => void }) {
  return (
    <div className={classes.following} style={{ borderColor: personColour(user.id) }}>
      <span style={personStyle(user.id)} role="status">
        Following {user.name}
        <button type="button" onClick={onStop}>Stop</button>
      </span>
    </div>
  );
}
