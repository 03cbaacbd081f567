import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useSession, useSignOut, useStatus } from '../../api';
import { Card, PageBar, PageBody, RowsSkeleton } from '../../design';
import { PasswordForm } from './password_form';
import { ProfileForm } from './profile_form';
import { ThemeChoice } from './theme_choice';
import classes from './settings.module.css';

export function SettingsPage() {
  const session = useSession().data;
  const version = useStatus().data?.version;
  const signOut = useSignOut();
  const navigate = useNavigate();
  const leave = () => signOut.mutate(undefined, { onSuccess: () => void navigate({ to: '/signin' }) });
  return (
    <>
      <PageBar
        title="Settings"
        actions={
          <Button onClick={leave} loading={signOut.isPending}>
            Sign out
          </Button>
        }
      />
      <PageBody>
        <div className={classes.stack}>
          <Card title="Profile" aside={session?.user.role} flush={!session}>
            {session ? <ProfileForm user={session.user} /> : <RowsSkeleton rows={3} />}
          </Card>
          <Card title="Password" flush={!session}>
            {session ? <PasswordForm user={session.user} /> : <RowsSkeleton rows={3} />}
          </Card>
          <Card title="Theme">
            <ThemeChoice />
          </Card>
          <p className={classes.about}>
            {session && `${session.workspace.name}, times in ${session.workspace.time_zone}`}
            {version && ` · Wend ${version}`}
          </p>
        </div>
      </PageBody>
    </>
  );
}
