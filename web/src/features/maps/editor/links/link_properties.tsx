import { Button, Select } from '@mantine/core';
import type { Link } from '../../engine/fields';
import type { Visible } from '../../engine/visible';
import { useEditor } from '../editor_context';
import { ChoiceField, TextField, useSet } from '../panel/fields';
import panel from '../panel/panel.module.css';
import { linksOf, linkWords } from './link_lines';
import classes from './links.module.css';

const kindWords = Object.fromEntries(Object.entries(linkWords).map(([kind, { title, what }]) => [kind, `${title}: ${what.toLowerCase()}`]));
const titleOf = (visible: Visible, step: string) => visible.columns[visible.columnOf.get(step) ?? -1]?.step?.title || `Step ${(visible.columnOf.get(step) ?? 0) + 1}`;

export function LinkProperties({ id, link, visible }: { id: string; link: Link; visible: Visible }) {
  const { mayWrite, perform } = useEditor();
  const of = { part: 'links', id } as const;
  const steps = visible.columns.flatMap(({ step }) => (step ? [{ value: step.id, label: titleOf(visible, step.id) }] : []));
  const [from, to] = [useSet('links', id, 'from', link.from), useSet('links', id, 'to', link.to)];
  return (
    <>
      <TextField {...of} field="label" label="What it says" value={link.label} rows={1} />
      <ChoiceField {...of} field="kind" label="Kind" value={link.kind} words={kindWords} />
      <Select label="From" data={steps} value={link.from} searchable allowDeselect={false} disabled={!mayWrite} classNames={{ label: panel.label }} onChange={(next) => next && from(next)} />
      <Select label="To" data={steps} value={link.to} searchable allowDeselect={false} disabled={!mayWrite} classNames={{ label: panel.label }} onChange={(next) => next && to(next)} />
      {mayWrite && <Button color="pain" onClick={() => perform([{ op: 'remove', in: 'links', id }])}>Remove the link</Button>}
    </>
  );
}

interface StepLinksProps {
  step: string;
  visible: Visible;
  onLink: (id: string) => void;
  onNew: (from: string) => void;
}

/** The links of a step, in its properties. */
export function StepLinks({ step, visible, onLink, onNew }: StepLinksProps) {
  const { mayWrite } = useEditor();
  const links = linksOf(visible, step);
  if (links.length === 0 && !mayWrite) return null;
  return (
    <div className={panel.field} role="group" aria-label="Links">
      <span className={panel.label}>Links to other steps</span>
      {links.length > 0 && (
        <ul className={classes.list}>
          {links.map(({ id, from, to, kind = 'branch', label }) => (
            <li key={id}>
              <button type="button" onClick={() => onLink(id)}>
                <i>{linkWords[kind].title}</i> {from === step ? `to ${titleOf(visible, to)}` : `from ${titleOf(visible, from)}`}
                {label ? `: ${label}` : ''}
              </button>
            </li>
          ))}
        </ul>
      )}
      {mayWrite && <Button size="compact-sm" onClick={() => onNew(step)}>Link to…</Button>}
    </div>
  );
}
