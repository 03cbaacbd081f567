import { Button, Checkbox, PasswordInput, Select, TextInput } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useState } from 'react';
import { asProblem, useCreateShare, useRevokeShare, useShares, type MadeShare, type MapShare } from '../../../api';
import { CopyButton, day, ErrorState, relative, RowsSkeleton, Tag } from '../../../design';
import { SidePanel } from '../editor/panel/side_panel';
import { embedCode, expiryAfter, expiries, type Expiry } from './share_words';
import classes from './sharing.module.css';

/** Links that show the map without an account: making them, and taking them back. */
export function SharePanel({ map, onClose }: { map: string; onClose: () => void }) {
  const shares = useShares(map);
  const [made, setMade] = useState<MadeShare | null>(null);
  return (
    <SidePanel label="Share" title="Share" onClose={onClose}>
      <div className={classes.fields}>
        {made ? <Made made={made} onDone={() => setMade(null)} /> : <Draft map={map} onMade={setMade} />}
        <section aria-label="Links">
          <h3 className={classes.heading}>Links</h3>
          {shares.isError ? (
            <ErrorState error={shares.error} onRetry={() => void shares.refetch()} />
          ) : shares.data === undefined ? (
            <RowsSkeleton rows={3} height={48} />
          ) : shares.data.length === 0 ? (
            <p className={classes.hint}>Nobody outside can see this map. A link shows it to whoever has the link.</p>
          ) : (
            <ul className={classes.shares}>
              {shares.data.map((share) => (
                <Share key={share.id} map={map} share={share} />
              ))}
            </ul>
          )}
        </section>
      </div>
    </SidePanel>
  );
}

function Draft({ map, onMade }: { map: string; onMade: (made: MadeShare) => void }) {
  const create = useCreateShare(map);
  const [label, setLabel] = useState('');
  const [rights, setRights] = useState<'read' | 'comment'>('read');
  const [expiry, setExpiry] = useState<Expiry>('month');
  const [embed, setEmbed] = useState(false);
  const [password, setPassword] = useState('');
  const problem = create.isError ? asProblem(create.error) : null;
  const of = (field: string) => (problem?.field === field ? problem.message : undefined);
  return (
    <form
      className={classes.draft}
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate({ label: label.trim(), rights, embed, password: password || null, expires_at: expiryAfter(expiry, Date.now()) }, { onSuccess: onMade });
      }}
    >
      <TextInput label="For whom" placeholder="The agency" maxLength={100} value={label} error={of('label')} onChange={(event) => setLabel(event.currentTarget.value)} />
      <Select
        label="Whoever has the link" allowDeselect={false} value={rights} data={[{ value: 'read', label: 'may read the map' }, { value: 'comment', label: 'may read and comment' }]}
        onChange={(value) => setRights(value as 'read' | 'comment')}
      />
      <Select label="Works" allowDeselect={false} value={expiry} error={of('expires_at')} data={Object.entries(expiries).map(([value, { label: words }]) => ({ value, label: words }))} onChange={(value) => setExpiry(value as Expiry)} />
      <PasswordInput
        label="Password, if you like" description="At least 10 characters. Send it by another way than the link." autoComplete="new-password" value={password} error={of('password')}
        visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }} onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <Checkbox label="Other sites may show it in a frame" checked={embed} onChange={(event) => setEmbed(event.currentTarget.checked)} />
      <p className={classes.hint}>The link shows the board as it is at any time: what people wrote, personas by name and pictures. It never shows customers, numbers from the data, versions or the team’s comments.</p>
      <Button type="submit" variant="filled" loading={create.isPending}>Make a link</Button>
      {problem && !['label', 'expires_at', 'password'].includes(problem.field ?? '') && <p role="alert" className={classes.problem}>{problem.message} {problem.hint}</p>}
    </form>
  );
}

function Made({ made, onDone }: { made: MadeShare; onDone: () => void }) {
  const link = new URL(made.path, window.location.origin).href;
  const embed = made.embed_path === null ? null : embedCode(new URL(made.embed_path, window.location.origin).href);
  return (
    <section className={classes.made} aria-label="The new link">
      <p>This is the only time that the link is shown.</p>
      <Secret label="Link" text={link} />
      {embed !== null && <Secret label="Code for a page" text={embed} />}
      <Button onClick={onDone}>Done</Button>
    </section>
  );
}

function Secret({ label, text }: { label: string; text: string }) {
  return (
    <div className={classes.secret}>
      <TextInput label={label} readOnly value={text} onFocus={(event) => event.currentTarget.select()} />
      <CopyButton text={text} what={label.toLowerCase()} />
    </div>
  );
}

function Share({ map, share }: { map: string; share: MapShare }) {
  const revoke = useRevokeShare(map);
  const name = share.label || 'A link without a name';
  const ask = () =>
    modals.openConfirmModal({
      title: 'Revoke this link?', children: <p>{name} shows nothing any more, at once. This cannot be undone; you can make a new link.</p>, labels: { confirm: 'Revoke', cancel: 'Keep it' },
      onConfirm: () => revoke.mutate(share.id),
    });
  return (
    <li className={classes.share} data-over={share.state !== 'works' || undefined}>
      <b>{name}</b>
      <span className={classes.tags}>
        <Tag>{share.rights === 'comment' ? 'read and comment' : 'read'}</Tag>
        {share.password && <Tag>password</Tag>}
        {share.embed && <Tag>frame</Tag>}
        {share.state !== 'works' && <Tag tone="warn">{share.state}</Tag>}
      </span>
      <span className={classes.hint}>
        {share.used_at ? `used ${relative(share.used_at)}` : 'never used'}
        {share.state === 'works' && (share.expires_at ? ` · until ${day(share.expires_at)}` : ' · until it is revoked')}
      </span>
      {share.state !== 'revoked' && <Button size="compact-xs" loading={revoke.isPending} onClick={ask} aria-label={`Revoke: ${name}`}>Revoke</Button>}
      {revoke.isError && <p role="alert" className={classes.problem}>{asProblem(revoke.error).message}</p>}
    </li>
  );
}
