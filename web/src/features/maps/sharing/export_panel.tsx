import { Button, Checkbox, Radio, Select, Skeleton } from '@mantine/core';
import { useEffect, useState } from 'react';
import { asProblem, mapExportFormats, mapExportPath, fetchMapExport, type MapExport, type MapExportFormat, type Paper } from '../../../api';
import { SidePanel } from '../editor/panel/side_panel';
import classes from './sharing.module.css';

const formats: Record<MapExportFormat, { title: string; what: string }> = {
  pdf: { title: 'PDF', what: 'To print or to send; its text can be selected' },
  png: { title: 'PNG', what: 'A picture for slides and documents' },
  svg: { title: 'SVG', what: 'A picture that stays sharp at every size' },
  xlsx: { title: 'Excel', what: 'The map as a grid, its cells, pain points and personas' },
  csv: { title: 'CSV', what: 'One table; comes in again as it went out' },
  json: { title: 'JSON', what: 'Everything the map is, for another Wend' },
  cjml: { title: 'CJML 2.0', what: 'Stages, steps, touchpoints and feelings, for modelling tools' },
  mermaid: { title: 'Mermaid', what: 'Stages, steps, feelings and personas, as text' },
};
const paperWords: Record<Paper, string> = { own: 'One page of the map’s own size', a4: 'Several sheets of A4', a3: 'Several sheets of A3', letter: 'Several sheets of Letter' };
const isPicture = (format: MapExportFormat) => format === 'pdf' || format === 'png' || format === 'svg';

function save(name: string, blob: Blob): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** The map as a file: which kind, what of it, and how it will look. */
export function ExportPanel({ map, revision, onClose }: { map: string; revision: number; onClose: () => void }) {
  const [choice, setChoice] = useState<MapExport>({ format: 'pdf', paper: 'own', legend: true });
  const [state, setState] = useState<{ busy: boolean; problem: string | null; done: string | null }>({ busy: false, problem: null, done: null });
  const change = (part: Partial<MapExport>) => {
    setChoice((before) => ({ ...before, ...part }));
    setState({ busy: false, problem: null, done: null });
  };
  const get = async () => {
    setState({ busy: true, problem: null, done: null });
    try {
      const { name, blob } = await fetchMapExport(map, choice);
      save(name, blob);
      setState({ busy: false, problem: null, done: name });
    } catch (error) {
      const problem = asProblem(error);
      setState({ busy: false, problem: [problem.message, problem.hint].filter(Boolean).join(' '), done: null });
    }
  };
  return (
    <SidePanel label="Export" title="Export" onClose={onClose}>
      <form
        className={classes.fields}
        onSubmit={(event) => {
          event.preventDefault();
          void get();
        }}
      >
        <Radio.Group label="Kind of file" value={choice.format} onChange={(format) => change({ format: format as MapExportFormat })}>
          <div className={classes.choices}>
            {mapExportFormats.map((format) => (
              <Radio key={format} value={format} label={formats[format].title} description={formats[format].what} />
            ))}
          </div>
        </Radio.Group>
        {choice.format === 'pdf' && (
          <Select
            label="Paper" allowDeselect={false} value={choice.paper} data={Object.entries(paperWords).map(([value, label]) => ({ value, label }))}
            description={choice.paper === 'own' ? undefined : 'Sheets overlap by a centimetre, with marks for joining them.'} onChange={(paper) => change({ paper: paper as Paper })}
          />
        )}
        {isPicture(choice.format) && (
          <>
            <Checkbox label="With the legend of evidence" checked={choice.legend} onChange={(event) => change({ legend: event.currentTarget.checked })} />
            <Preview key={`${revision} ${choice.legend}`} address={mapExportPath(map, { format: 'svg', paper: 'own', legend: choice.legend }, true)} />
          </>
        )}
        <p className={classes.hint}>Pictures show what people wrote; live numbers are not in them.</p>
        <Button type="submit" variant="filled" loading={state.busy}>Download {formats[choice.format].title}</Button>
        <p role="status" className={classes.hint}>{state.done !== null && `${state.done} was downloaded.`}</p>
        {state.problem !== null && <p role="alert" className={classes.problem}>{state.problem}</p>}
      </form>
    </SidePanel>
  );
}

function Preview({ address }: { address: string }) {
  const [phase, setPhase] = useState<'loading' | 'ready' | 'failed'>('loading');
  useEffect(() => setPhase('loading'), [address]);
  return (
    <figure className={classes.preview} aria-label="Preview">
      {phase === 'loading' && <Skeleton height={120} />}
      {phase === 'failed' ? (
        <figcaption className={classes.hint}>The preview cannot be drawn now.</figcaption>
      ) : (
        <a href={address} target="_blank" rel="noreferrer" aria-label="Open the preview by itself">
          <img src={address} alt="The map as it will be drawn" hidden={phase === 'loading'} onLoad={() => setPhase('ready')} onError={() => setPhase('failed')} />
        </a>
      )}
    </figure>
  );
}
