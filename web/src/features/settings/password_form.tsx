import { Button, PasswordInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { FormEvent } from 'react';
import { asProblem, useChangeProfile, type User } from '../../api';
import classes from './settings.module.css';

export function PasswordForm({ user }: { user: User }) {
  const change = useChangeProfile();
  const problem = change.error ? asProblem(change.error) : null;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const element = event.currentTarget;
    const form = new FormData(element);
    const body = {
      password: String(form.get('password')),
      ...(user.has_password ? { current_password: String(form.get('current_password')) } : {}),
    };
    change.mutate(body, {
      onSuccess: () => {
        element.reset();
        notifications.show({ message: 'Your password is saved.' });
      },
    });
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      {user.has_password && (
        <PasswordInput label="Current password" name="current_password" autoComplete="current-password" required withAsterisk={false} />
      )}
      <PasswordInput label="New password" name="password" autoComplete="new-password" minLength={10} description="At least 10 characters" required withAsterisk={false} />
      {problem && <p role="alert" className={classes.problem}>{problem.message} {problem.hint}</p>}
      <div>
        <Button type="submit" variant="filled" loading={change.isPending}>
          {user.has_password ? 'Change password' : 'Set password'}
        </Button>
      </div>
    </form>
  );
}
