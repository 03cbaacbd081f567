import { Button, NativeSelect } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useState } from 'react';
import { useInvite, useUninvite, type LedWorkshop } from '../../../api';
import { CopyButton, dayAndClock, plural } from '../../../design';
import { failed } from '../../../shell/toast';
import { QrCode } from './qr_code';
import classes from './lead.module.css';

interface InvitePanelProps {
  state: LedWorkshop;
  present: { guests: number; names?: string[] } | null;
  onChanged: () => void;
  onClose?: () => void;
}

const lengths = [
  { value: '3', label: '3 hours' },
  { value: '12', label: '12 hours' },
  { value: '72', label: '3 days' },
  { value: '336', label: 'two weeks' },
];

/** How others join, and who is here. */
export function InvitePanel({ state, present, onChanged, onClose }: InvitePanelProps) {
  const invite = useInvite(state.id);
  const uninvite = useUninvite(state.id);
  const [hours, setHours] = useState('12');
  const { invitation } = state;
  const here = present ?? state.present;
  const names = here.names ?? state.present.names;
  const address = invitation && `${window.location.origin}/workshop/${invitation.token}`;
  const open = () =>
    invite.mutate(Number(hours), { onSuccess: onChanged, onError: (error) => failed('There is no new link', error) });
  const renew = () =>
    modals.openConfirmModal({
      title: 'Make a new link and code?',
      children: 'The ones before end at once. Who has joined stays in.',
      labels: { confirm: 'Make new ones', cancel: 'Keep them' },
      onConfirm: open,
    });
  const close = () => uninvite.mutate(undefined, { onSuccess: onChanged, onError: (error) => failed('The link is still open', error) });
  return (
    <aside className={classes.invite} aria-label="Invite">
      <div className={classes.inviteHead}>
        <h2>Join</h2>
        {onClose && <Button onClick={onClose}>Close</Button>}
      </div>
      {invitation?.open && address ? (
        <>
          <QrCode address={address} />
          <p className={classes.quiet}>Or open {window.location.host}/workshop and type</p>
          <p className={classes.code} aria-label={`Code ${invitation.code.split('').join(' ')}`}>
            {invitation.code.slice(0, 3)} {invitation.code.slice(3)}
          </p>
          <CopyButton text={address} what="the link" />
          <p className={classes.quiet}>Open until {dayAndClock(invitation.until)}</p>
          <div className={classes.inviteTools}>
            <Button onClick={renew} loading={invite.isPending}>New link</Button>
            <Button onClick={close} loading={uninvite.isPending}>Let nobody else in</Button>
          </div>
        </>
      ) : (
        <>
          <p className={classes.quiet}>{invitation ? 'The link has expired.' : 'People join by a link, a QR code or six letters, on their own phones and without an account.'}</p>
          <NativeSelect label="Open for" value={hours} onChange={(event) => setHours(event.currentTarget.value)} data={lengths} />
          <Button variant="filled" onClick={open} loading={invite.isPending}>Invite people</Button>
        </>
      )}
      <h2 className={classes.here}>{plural(here.guests, 'person', 'people')} here</h2>
      {names.length > 0 && (
        <ul className={classes.names}>
          {names.map((name, at) => (
            <li key={at}>{name}</li>
          ))}
        </ul>
      )}
      {here.guests > names.length && names.length > 0 && <p className={classes.quiet}>and {plural(here.guests - names.length, 'person', 'people')} without a name</p>}
      <p className={classes.quiet}>Names say who is here. No note or vote has a name, for you neither.</p>
    </aside>
  );
}
