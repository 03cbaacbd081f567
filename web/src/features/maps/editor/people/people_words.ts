import type { MapDocument } from '../../engine/fields';
import { thingIn } from '../../engine/operations';
import type { Present, Whereabouts } from '../../engine/transport';
import type { Board } from '../place';
import { selecting, type Selection } from '../selection';
import { selectionOf } from '../thing_place';
import { laneTitle, stageTitle, stepTitle } from '../thing_words';

/** One person, in however many tabs. */
export interface Person {
  user: Present['user'];
  /** The tab in which they last did something. */
  client: string;
  at: Whereabouts;
}

/** Who is here, each once and in the order in which they came; of several tabs the one that says most. */
export function peopleOf(present: readonly Present[]): Person[] {
  const people = new Map<string, Person>();
  const says = (at: Whereabouts) => (at.writing ? 2 : 0) + (at.step || at.id || at.lane ? 1 : 0);
  for (const { client, user, at } of present) {
    if (!at) continue;
    const known = people.get(user.id);
    if (!known) people.set(user.id, { user, client, at });
    else if (says(at) > says(known.at)) Object.assign(known, { client, at });
  }
  return [...people.values()];
}

/** What somebody does: "writes in ‘Thinks’ at ‘Pays’", "is at the step ‘Pays’", "looks around" */
export function doingWords(document: MapDocument, at: Whereabouts): string {
  const verb = at.writing ? 'writes' : 'is';
  const lane = at.lane === undefined ? undefined : document.lanes[at.lane];
  const step = at.step === undefined ? undefined : document.steps[at.step];
  if (lane && step) return `${verb} in ‘${laneTitle(lane)}’ at ‘${stepTitle(step)}’`;
  if (lane) return `${verb} at the lane ‘${laneTitle(lane)}’`;
  const { id } = at;
  if (id !== undefined && thingIn(document, 'steps', id)) return `${verb} at the step ‘${stepTitle(document.steps[id])}’`;
  if (id !== undefined && thingIn(document, 'stages', id)) return `${verb} at the stage ‘${stageTitle(document.stages[id])}’`;
  return 'looks around';
}

/** What is to be selected to be where somebody is; null: they are nowhere in particular. */
export function placeOf(board: Board, document: MapDocument, at: Whereabouts): Selection | null {
  const { lane, step, id } = at;
  if (lane !== undefined && step !== undefined) {
    const place = { row: lane, column: step };
    return board.rows.includes(lane) && board.columns.includes(step) ? selecting(place) : null;
  }
  if (lane !== undefined) return selectionOf(board, document, { in: 'lanes', id: lane });
  if (id === undefined) return null;
  return selectionOf(board, document, { in: id.startsWith('stg_') ? 'stages' : 'steps', id });
}
