import { Button, Modal, SegmentedControl, Select, Textarea, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { asProblem, usePurposes, useRecordConsent, type ConsentState, type CustomerConsent } from '../../api';
import { saved } from '../../shell/toast';
import classes from './privacy.module.css';

interface RecordConsentDialogProps {
  customer: string;
  purposes: CustomerConsent['purposes'];
  onClose: () => void;
}

/** Somebody writes down what the customer said. */
export function RecordConsentDialog({ customer, purposes, onClose }: RecordConsentDialogProps) {
  const [purpose, setPurpose] = useState(purposes[0]?.id ?? '');
  const [channel, setChannel] = useState<string | null>(null);
  const [state, setState] = useState<ConsentState>('given');
  const [reason, setReason] = useState('');
  const [wording, setWording] = useState('');
  const channels = usePurposes().data?.purposes.find(({ id }) => id === purpose)?.channels ?? [];
  const record = useRecordConsent(customer);
  const problem = record.error === null ? null : asProblem(record.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    record.mutate(
      { purpose, channel, state, reason: reason.trim(), wording: wording.trim() === '' ? null : wording.trim() },
      {
        onSuccess: () => {
          saved('It was recorded.');
          onClose();
        },
      },
    );
  };
  return (
    <Modal opened onClose={onClose} title="Record what the customer said">
      <form className={classes.form} onSubmit={submit}>
        <Select
          label="Purpose"
          data={purposes.map(({ id, name }) => ({ value: id, label: name }))}
          value={purpose}
          onChange={(value) => {
            if (value === null) return;
            setPurpose(value);
            setChannel(null);
          }}
          allowDeselect={false}
        />
        {channels.length > 0 && <Select label="Channel" placeholder="All" data={channels} value={channel} onChange={setChannel} clearable />}
        <SegmentedControl
          aria-label="What was said"
          data={[
            { value: 'given', label: 'Given' },
            { value: 'withdrawn', label: 'Withdrawn' },
            { value: 'unknown', label: 'Not known' },
          ]}
          value={state}
          onChange={(value) => setState(value as ConsentState)}
        />
        <Textarea label="How it is known" placeholder="On the phone, with Ada" value={reason} onChange={(event) => setReason(event.currentTarget.value)} maxLength={1000} required autosize minRows={2} />
        <TextInput label="Wording or its version" value={wording} onChange={(event) => setWording(event.currentTarget.value)} maxLength={200} />
        {problem && (
          <p className={classes.problem} role="alert">
            {problem.message} {problem.hint}
          </p>
        )}
        <div className={classes.foot}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="filled" disabled={reason.trim() === ''} loading={record.isPending}>
            Record
          </Button>
        </div>
      </form>
    </Modal>
  );
}
