import { Button, Checkbox, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { asProblem, useCreateMap, useMapTemplates, type MapTemplate } from '../../../api';
import { ErrorState, plural, RowsSkeleton } from '../../../design';
import { firstAsk, FromData, useFoundInData } from './from_data';
import { journeysRoute } from '../route';
import classes from './list.module.css';

/** What a new map begins with: a template with or without its example, or nothing. */
export function TemplateGallery({ onClose }: { onClose: () => void }) {
  const templates = useMapTemplates();
  const create = useCreateMap();
  const navigate = journeysRoute.useNavigate();
  const [chosen, setChosen] = useState<MapTemplate | 'data' | null>(null);
  const [ask, setAsk] = useState(firstAsk);
  const found = useFoundInData(chosen === 'data' ? ask : null);
  const template = chosen === 'data' ? null : chosen;
  const [title, setTitle] = useState('');
  const [example, setExample] = useState(false);
  const make = () =>
    create.mutate(
      chosen === 'data'
        ? { from_data: { ...(ask.segment ? { segment: ask.segment } : {}), period: ask.period, steps: ask.steps }, title: title.trim() || 'The journey as the data shows it' }
        : { template: template?.name ?? null, example: template !== null && example, title: title.trim() || (template?.title ?? 'New map') },
      { onSuccess: ({ id }) => void navigate({ to: '/journeys/maps/$id', params: { id } }) },
    );
  return (
    <Modal opened onClose={onClose} title="New map" size="64rem">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          make();
        }}
      >
        {templates.isError ? (
          <ErrorState error={templates.error} onRetry={() => void templates.refetch()} />
        ) : (
          <div className={classes.gallery} data-short={chosen === 'data' || undefined} role="radiogroup" aria-label="Begin with">
            <Choice name="Blank" what="A stage and the usual lanes, or nothing at all: yours from the first word." picture={[]} checked={chosen === null} onChoose={() => setChosen(null)} />
            <Choice name="From our data" what="Stages, touchpoints, numbers and hotspots as customers really went. What they think is left to be asked." picture={['found', 'in', 'the', 'events']} checked={chosen === 'data'} onChoose={() => setChosen('data')} />
            {templates.isPending && <RowsSkeleton rows={4} height={90} />}
            {templates.data?.filter(({ name }) => name !== 'blank').map((template) => (
              <Choice
                key={template.name} name={template.title} what={template.what} detail={`${template.for} · ${plural(template.steps, 'step')}, ${plural(template.lanes.length, 'lane')}`}
                picture={template.stages} lanes={template.lanes.map((lane) => lane.title)} checked={chosen === template} onChoose={() => setChosen(template)}
              />
            ))}
          </div>
        )}
        {chosen === 'data' && <FromData ask={ask} onAsk={setAsk} />}
        <div className={classes.make}>
          <TextInput label="Title" placeholder={chosen === 'data' ? 'The journey as the data shows it' : (template?.title ?? 'New map')} maxLength={500} value={title} onChange={(event) => setTitle(event.currentTarget.value)} className={classes.title} />
          {template && <Checkbox label="With the worked example" checked={example} onChange={(event) => setExample(event.currentTarget.checked)} />}
          <Button type="submit" variant="filled" loading={create.isPending} disabled={chosen === 'data' && found.stages.length === 0}>Make the map</Button>
        </div>
        {create.isError && <p role="alert" className={classes.problem}>{asProblem(create.error).message}</p>}
      </form>
    </Modal>
  );
}

interface ChoiceProps {
  name: string;
  what: string;
  detail?: string;
  picture: readonly string[];
  lanes?: readonly string[];
  checked: boolean;
  onChoose: () => void;
}

function Choice({ name, what, detail, picture, lanes = [], checked, onChoose }: ChoiceProps) {
  return (
    <label className={classes.choice} data-checked={checked || undefined}>
      <input type="radio" name="template" checked={checked} onChange={onChoose} />
      <span className={classes.picture} aria-hidden>
        {picture.slice(0, 6).map((stage, at) => (
          <i key={at}>{stage}</i>
        ))}
      </span>
      <b>{name}</b>
      <span>{what}</span>
      {detail && <small>{detail}</small>}
      {lanes.length > 0 && <small>{lanes.join(', ')}</small>}
    </label>
  );
}
