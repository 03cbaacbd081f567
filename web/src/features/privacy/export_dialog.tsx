import { Button, Modal } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useState, type FormEvent } from 'react';
import { asProblem, useCreateExport, useExportColumns, type ExportColumnProposal, type ExportRequest, type ExportWhat } from '../../api';
import { ErrorState, RowsSkeleton } from '../../design';
import { saved } from '../../shell/toast';
import { ExportColumns } from './export_columns';
import { ExportPreviewPane } from './export_preview';
import { ExportSettings, WhatControl } from './export_settings';
import { proposedRequest } from './export_words';
import classes from './exports.module.css';
import shared from './privacy.module.css';

/** What to export, column by column, with the first rows beside it. */
export function ExportDialog({ onClose }: { onClose: () => void }) {
  const [what, setWhat] = useState<ExportWhat>('events');
  const proposal = useExportColumns(what);
  const onPhone = useMediaQuery('(max-width: 48em)') ?? false;
  return (
    <Modal opened onClose={onClose} title="A pseudonymised export" size="min(1320px, 94vw)" fullScreen={onPhone}>
      {proposal.isError ? (
        <ErrorState error={proposal.error} onRetry={() => void proposal.refetch()} />
      ) : proposal.data ? (
        <ExportForm key={what} what={what} proposal={proposal.data} onWhat={setWhat} onClose={onClose} />
      ) : (
        <RowsSkeleton rows={10} />
      )}
    </Modal>
  );
}

interface ExportFormProps {
  what: ExportWhat;
  proposal: ExportColumnProposal[];
  onWhat: (what: ExportWhat) => void;
  onClose: () => void;
}

function ExportForm({ what, proposal, onWhat, onClose }: ExportFormProps) {
  const [asked, setAsked] = useState<ExportRequest>(() => proposedRequest(what, proposal));
  const create = useCreateExport();
  const problem = create.isError ? asProblem(create.error) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(asked, {
      onSuccess: () => {
        saved('The export is being written.');
        onClose();
      },
    });
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <div className={classes.choices}>
        <WhatControl what={what} onWhat={onWhat} />
        <ExportSettings asked={asked} onChange={setAsked} />
        <ExportColumns asked={asked} proposal={proposal} onChange={setAsked} />
      </div>
      <ExportPreviewPane asked={asked} />
      <div className={classes.foot}>
        {problem && (
          <p className={shared.problem} role="alert">
            {problem.message} {problem.hint}
          </p>
        )}
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="filled" loading={create.isPending}>
          Export
        </Button>
      </div>
    </form>
  );
}
