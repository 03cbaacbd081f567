import { Button } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useSession, useSignOut, useStatus } from '../../api';
import { Card, count, ErrorState, PageBar, PageBody, plural, relative, RowsSkeleton } from '../../design';
import { failed } from '../../shell/toast';
import { PasswordForm } from './password_form';
import { ProfileForm } from './profile_form';
import { ThemeChoice } from './theme_choice';
import classes from './settings.module.css';

export function SettingsPage() {
  const session = useSession();
  const user = session.data?.user;
  return (
    <>
      <PageBar title="Settings" />
      <PageBody>
        {session.isError ? (
          <ErrorState error={session.error} onRetry={() => void session.refetch()} />
        ) : (
          <div className={classes.columns}>
            <div className={classes.stack}>
              <Card title="Profile" aside={user?.role} flush={!user}>
                {user ? <ProfileForm key={user.email} user={user} /> : <RowsSkeleton rows={3} />}
              </Card>
              <Card title="Password" aside={user && !user.has_password && 'not set yet'} flush={!user}>
                {user ? <PasswordForm user={user} /> : <RowsSkeleton rows={3} />}
              </Card>
            </div>
            <div className={classes.stack}>
              <Card title="Theme">
                <ThemeChoice />
              </Card>
              <Workspace />
              <Card title="Privacy">
                <p className={classes.lead}>What consent is asked for, who was erased, and the certificates. A customer’s page exports and erases.</p>
                <Button component={Link} to="/settings/privacy">
                  Open privacy
                </Button>
              </Card>
              <SignOut email={user?.email ?? null} />
            </div>
          </div>
        )}
      </PageBody>
    </>
  );
}

/** What the server says of itself and its data; nothing here can be changed from the browser. */
function Workspace() {
  const workspace = useSession().data?.workspace;
  const status = useStatus().data;
  if (!workspace) return null;
  return (
    <Card title="Workspace" aside={workspace.sample ? 'sample company' : undefined}>
      <dl className={classes.facts}>
        <dt>Name</dt>
        <dd>{workspace.name}</dd>
        <dt>Times shown in</dt>
        <dd>{workspace.time_zone}</dd>
        {status && (
          <>
            <dt>Holds</dt>
            <dd>
              {plural(status.customers, 'customer')}, {count(status.events)} events
            </dd>
            <dt>Last event</dt>
            <dd>{relative(status.last_event)}</dd>
            <dt>Wend</dt>
            <dd>{status.version}</dd>
          </>
        )}
      </dl>
    </Card>
  );
}

function SignOut({ email }: { email: string | null }) {
  const signOut = useSignOut();
  const navigate = useNavigate();
  const leave = () =>
    signOut.mutate(undefined, {
      onSuccess: () => void navigate({ to: '/signin' }),
      onError: (error) => failed('You are still signed in', error),
    });
  return (
    <Card title="Session">
      <p className={classes.lead}>
        {email ? `You are signed in as ${email} in this browser.` : 'You are signed in with a one-time link. Set an e-mail and a password before you sign out.'}
      </p>
      <Button onClick={leave} loading={signOut.isPending}>
        Sign out
      </Button>
    </Card>
  );
}
