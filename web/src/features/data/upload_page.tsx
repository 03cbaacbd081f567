import { Button, Progress } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState, type DragEvent } from 'react';
import { asProblem, uploadFile, type Problem } from '../../api';
import { bytes, Card, DataIcon, PageBar, PageBody, share } from '../../design';
import { rememberUpload } from './upload_store';
import classes from './upload.module.css';

interface Sending {
  key: string;
  file: File;
  sent: number;
  upload?: string;
  problem?: Problem;
}

/** Choose or drop files; each is sent, looked at, and then mapped. */
export function UploadPage() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const stop = useRef(new AbortController());
  const [over, setOver] = useState(false);
  const [sending, setSending] = useState<Sending[]>([]);

  useEffect(() => {
    const controller = new AbortController();
    stop.current = controller;
    return () => controller.abort();
  }, []);

  const send = async (files: File[]) => {
    const batch = files.map((file, at): Sending => ({ key: `${Date.now()} ${at}`, file, sent: 0 }));
    setSending((before) => [...before, ...batch]);
    for (const { key, file } of batch) {
      const put = (part: Partial<Sending>) =>
        setSending((all) => all.map((one) => (one.key === key ? { ...one, ...part } : one)));
      try {
        const upload = await uploadFile(file, (sent) => put({ sent }), stop.current.signal);
        client.setQueryData(['upload', upload.upload, upload.guess], upload);
        rememberUpload(upload, file.name);
        put({ sent: 1, upload: upload.upload });
        if (batch.length === 1) {
          await navigate({ to: '/data/import/$upload', params: { upload: upload.upload } });
        }
      } catch (error) {
        if (error instanceof DOMException && error.name === 'AbortError') return;
        put({ problem: asProblem(error) });
      }
    }
  };

  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void send([...event.dataTransfer.files]);
  };

  return (
    <>
      <PageBar title="Import a file" crumbs={<Link to="/data">Data</Link>} />
      <PageBody>
        <div className={classes.column}>
          <div
            className={over ? classes.zoneOver : classes.zone}
            onDragOver={(event) => {
              event.preventDefault();
              setOver(true);
            }}
            onDragLeave={() => setOver(false)}
            onDrop={drop}
          >
            <DataIcon size={30} />
            <p className={classes.title}>Drop your files here</p>
            <Button variant="filled" onClick={() => input.current?.click()}>
              Choose files
            </Button>
            <input
              ref={input}
              type="file"
              multiple
              hidden
              aria-label="Files to import"
              onChange={(event) => {
                void send([...(event.currentTarget.files ?? [])]);
                event.currentTarget.value = '';
              }}
            />
            <p className={classes.hint}>
              CSV, JSON lines, Parquet or XES, also packed as .gz or .zst, of any size. One row is one
              event: it says who, what and when. Everything else becomes properties.
            </p>
          </div>
          {sending.length > 0 && (
            <Card title="Files" flush>
              <ul className={classes.files}>
                {sending.map((one) => (
                  <SendingRow key={one.key} sending={one} />
                ))}
              </ul>
            </Card>
          )}
          <p className={classes.hint}>
            Nothing is changed until you have seen what your rows become. Importing the same file
            again adds nothing, and an import can be undone.
          </p>
        </div>
      </PageBody>
    </>
  );
}

function SendingRow({ sending }: { sending: Sending }) {
  const { file, sent, upload, problem } = sending;
  return (
    <li className={classes.file}>
      <div className={classes.fileHead}>
        <b>{file.name}</b>
        <span className={classes.hint}>{bytes(file.size)}</span>
        <span className={classes.state}>
          {upload !== undefined ? (
            <Link to="/data/import/$upload" params={{ upload }}>
              Say what its columns mean
            </Link>
          ) : problem ? (
            'not imported'
          ) : sent < 1 ? (
            `${share(sent, 0)} sent`
          ) : (
            'looking at its rows'
          )}
        </span>
      </div>
      {!problem && upload === undefined && (
        <Progress value={Math.round(sent * 100)} size={6} aria-label={`${file.name} is being sent`} />
      )}
      {problem && (
        <p role="alert" className={classes.problem}>
          {problem.message} {problem.hint}
        </p>
      )}
    </li>
  );
}
