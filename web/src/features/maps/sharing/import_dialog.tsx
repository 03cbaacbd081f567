import { Button, FileButton, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { asProblem, useImportMap, usePreviewImport, type ImportPreview, type MapFile } from '../../../api';
import { plural, RowsSkeleton } from '../../../design';
import { journeysRoute } from '../route';
import classes from './sharing.module.css';

const accepted = '.json,.csv,.tsv,.mmd,.mermaid,.md,.txt,.xml,.cjml';
const formatWords = { json: 'JSON of Wend', csv: 'a table', mermaid: 'a journey of Mermaid', cjml: 'CJML' } as const;

/** A map made of a file: what it would be is shown before it is made. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const preview = usePreviewImport();
  const create = useImportMap();
  const navigate = journeysRoute.useNavigate();
  const [file, setFile] = useState<MapFile | null>(null);
  const [over, setOver] = useState(false);
  const [title, setTitle] = useState('');
  const take = (given: File | null | undefined) => {
    if (!given) return;
    const chosen = { name: given.name, bytes: given };
    setFile(chosen);
    create.reset();
    preview.mutate(chosen, { onSuccess: (found) => setTitle(found.title) });
  };
  const problem = preview.isError ? asProblem(preview.error) : create.isError ? asProblem(create.error) : null;
  return (
    <Modal opened onClose={onClose} title="Import a map" size="40rem">
      <div
        className={classes.drop} data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          take(event.dataTransfer.files[0]);
        }}
      >
        <p>{file ? file.name : 'Drop a file here: JSON, CSV, Mermaid or CJML'}</p>
        <FileButton onChange={take} accept={accepted} inputProps={{ 'aria-label': 'File of a map' }}>
          {(props) => <Button {...props}>{file ? 'Choose another file' : 'Choose a file'}</Button>}
        </FileButton>
      </div>
      {preview.isPending && <RowsSkeleton rows={3} height={24} />}
      {problem && (
        <p role="alert" className={classes.problem}>
          {problem.field?.startsWith('line ') ? `${problem.field[0]?.toUpperCase()}${problem.field.slice(1)}: ` : ''}
          {problem.message} {problem.hint}
        </p>
      )}
      {file && preview.data && !preview.isPending && (
        <form
          className={classes.found}
          onSubmit={(event) => {
            event.preventDefault();
            create.mutate({ ...file, title: title.trim() }, { onSuccess: ({ id }) => void navigate({ to: '/journeys/maps/$id', params: { id } }) });
          }}
        >
          <Found preview={preview.data} />
          <div className={classes.make}>
            <TextInput label="Title" maxLength={500} value={title} placeholder={file.name} onChange={(event) => setTitle(event.currentTarget.value)} />
            <Button type="submit" variant="filled" loading={create.isPending}>Make the map</Button>
          </div>
        </form>
      )}
    </Modal>
  );
}

function Found({ preview }: { preview: ImportPreview }) {
  const steps = preview.stages.reduce((sum, stage) => sum + stage.steps, 0);
  const parts = [
    plural(preview.stages.length, 'stage'), plural(steps, 'step'), plural(preview.lanes.length, 'lane'), plural(preview.cells, 'card'),
    ...(preview.pains > 0 ? [plural(preview.pains, 'pain point')] : []), ...(preview.links > 0 ? [plural(preview.links, 'link')] : []),
  ];
  return (
    <>
      <p role="status">The file is {formatWords[preview.format]}: {parts.join(', ')}{preview.personas.length > 0 ? `; for ${preview.personas.join(', ')}` : ''}.</p>
      <ul className={classes.stages} aria-label="Stages">
        {preview.stages.slice(0, 30).map((stage, at) => (
          <li key={at}>{stage.title || 'Stage without a name'}</li>
        ))}
      </ul>
      {preview.notes.length > 0 && (
        <ul className={classes.notes} aria-label="What was not taken over" tabIndex={0}>
          {preview.notes.map((note, at) => (
            <li key={at}>{note.line === null ? '' : `Line ${note.line}: `}{note.message}</li>
          ))}
          {preview.notes_left_out > 0 && <li>And {preview.notes_left_out} more of that kind.</li>}
        </ul>
      )}
    </>
  );
}
