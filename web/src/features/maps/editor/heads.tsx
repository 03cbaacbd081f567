import { memo } from 'react';
import { plural } from '../../../design';
import type { Present } from '../engine/transport';
import type { Visible } from '../engine/visible';
import { StageDrift } from '../drift/stage_drift';
import { CellEditor } from './cell_editor';
import { LinkBand } from './links/link_band';
import { wordsColumn, type LinkPicture } from './links/link_lines';
import { LinkWords, type LinkActions } from './links/link_words';
import links from './links/links.module.css';
import { HeadButton } from './head_button';
import type { Editing, RowActions } from './lane_row';
import { columnWidth, headWidth, stageHeight } from './layout';
import { StageNumbers } from '../numbers/stage_numbers';
import { PresenceMark } from './presence_mark';
import { ThingMarks } from './thing_marks';
import { stagesRow, stepsRow, type Range } from './place';
import { bandStyle, StepHead } from './step_head';
import classes from './board.module.css';

interface HeadsProps {
  visible: Visible;
  stepHeight: number;
  picture: LinkPicture;
  /** The link that is selected, and the one that is written in. */
  link: string | null;
  editingLink: string | null;
  linkActions: LinkActions;
  from: number;
  to: number;
  range: Range | null;
  focus: { row: number; column: number } | null;
  editing: Editing | null;
  present: readonly Present[];
  drop: { row: number; column: number } | null;
  actions: RowActions;
}

/** Stages over steps, above all lanes. */
export const Heads = memo(function Heads({ visible, stepHeight, picture, link, editingLink, linkActions, from, to, range, focus, editing, present, drop, actions }: HeadsProps) {
  const isIn = (row: number, column: number) => range !== null && row >= range.top && row <= range.bottom && column >= range.left && column <= range.right;
  const width = headWidth + visible.columns.length * columnWidth;
  const columns = Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => from + at);
  if (focus?.row === 1 && focus.column >= 0 && (focus.column < from || focus.column > to)) columns.push(focus.column);
  const words = new Map<number, { line: LinkPicture['lines'][number]; x: number }[]>();
  for (const line of picture.lines) {
    const at = wordsColumn(line, from, to);
    if (at) words.set(at.column, [...(words.get(at.column) ?? []), { line, x: at.x }]);
  }
  const titleAt = (column: number) => visible.columns[column]?.step?.title || `step ${column + 1}`;
  const othersAt = (id: string | undefined) => present.filter(({ at }) => at?.lane === undefined && id !== undefined && at?.id === id);
  return (
    <div className={classes.heads} style={{ width, height: stageHeight + stepHeight }} role="rowgroup">
      <div role="row" aria-rowindex={1} className={classes.headRow} style={{ height: stageHeight }}>
        <div role="columnheader" aria-colindex={1} className={classes.corner}>Stage</div>
        {visible.stages.filter((stage) => (stage.from <= to && stage.from + stage.columns > from) || (focus?.row === 0 && focus.column === stage.from)).map((stage) => (
          <div
            key={stage.id} role="columnheader" id={`p-0-${stage.from}`} aria-colindex={stage.from + 2} aria-colspan={stage.columns} aria-selected={isIn(0, stage.from)} className={classes.stage}
            data-selected={isIn(0, stage.from) || undefined} data-focus={(focus?.row === 0 && focus.column === stage.from) || undefined} data-drop={(drop?.row === 0 && drop.column === stage.from) || undefined} data-row={0} data-column={stage.from} data-stage={stage.id}
            style={{ left: headWidth + stage.from * columnWidth, width: stage.columns * columnWidth }}
          >
            {editing?.row === stagesRow && focus?.column === stage.from ? (
              <CellEditor part="stages" id={stage.id} field="title" text={stage.title ?? ''} label="Title of the stage" first={editing.first} onDone={actions.onDone} className={classes.headInput} />
            ) : (
              <span className={classes.stageLine}>
                <span className={classes.stageTitle} data-none={!stage.title || undefined}>{stage.title || 'Stage without a name'}</span>
                <StageNumbers id={stage.id} />
              </span>
            )}
            <StageDrift stage={stage.id} />
            <HeadButton row={0} column={stage.from} label={`More about the stage ${stage.title ?? ''}`} actions={actions} />
            <ThingMarks part="stages" id={stage.id} />
            {othersAt(stage.id).map((other) => (
              <PresenceMark key={other.client} present={other} />
            ))}
          </div>
        ))}
      </div>
      <div role="row" aria-rowindex={2} className={classes.headRow} style={{ height: stepHeight }}>
        <div role="columnheader" aria-colindex={1} className={classes.corner} style={{ paddingTop: picture.height + 7 }}>Step</div>
        {picture.lines.length > 0 && <LinkBand picture={picture} columns={visible.columns.length} from={from} to={to} selected={link} />}
        {columns.map((column) => {
          const { step, stage } = visible.columns[column] ?? { step: null, stage: '' };
          return (
            <div
              key={step?.id ?? stage} role="columnheader" id={`p-1-${column}`} aria-colindex={column + 2} aria-selected={isIn(1, column)} className={classes.step} data-selected={isIn(1, column) || undefined}
              data-focus={(focus?.row === 1 && focus.column === column) || undefined} data-drop={(drop?.row === 1 && drop.column === column) || undefined} data-row={1} data-column={column} data-step={step?.id} data-optional={step?.optional || undefined} style={{ left: headWidth + column * columnWidth, ...bandStyle(picture.height) }}
            >
              {step ? (
                <StepHead step={step} editing={editing?.row === stepsRow && editing.column === step.id ? editing : null} actions={actions} />
              ) : (
                <span className={classes.stepTitle} data-none>No step yet</span>
              )}
              {(words.get(column) ?? []).map(({ line, x }) => (
                <LinkWords
                  key={line.id} line={line} x={x} height={picture.height} from={titleAt(line.from)} to={titleAt(line.to)} selected={link === line.id} editing={editingLink === line.id} actions={linkActions}
                />
              ))}
              {picture.counts?.has(column) && <span className={links.counts}>{plural(picture.counts.get(column) ?? 0, 'link')}</span>}
              <HeadButton row={1} column={column} label={`More about the step ${step?.title ?? ''}`} actions={actions} />
              {step && <ThingMarks part="steps" id={step.id} />}
              {othersAt(step?.id).map((other) => (
                <PresenceMark key={other.client} present={other} />
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
});
