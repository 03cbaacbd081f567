import { Button, PasswordInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { asProblem, useChangeProfile, type User } from '../../api';
import { saved } from '../../shell/toast';
import { passwordLengthMin, passwordStrength } from './password_strength';
import classes from './settings.module.css';
import { StrengthMeter } from './strength_meter';

export function PasswordForm({ user }: { user: User }) {
  const change = useChangeProfile();
  const [password, setPassword] = useState('');
  const problem = change.error ? asProblem(change.error) : null;
  const errorOf = (field: string) => (problem?.field === field ? problem.message : undefined);
  const elsewhere = problem && errorOf('password') === undefined && errorOf('current_password') === undefined;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const element = event.currentTarget;
    const form = new FormData(element);
    const body = {
      password,
      ...(user.has_password ? { current_password: String(form.get('current_password')) } : {}),
    };
    change.mutate(body, {
      onSuccess: () => {
        element.reset();
        setPassword('');
        saved('Your password is saved.');
      },
    });
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      {/* Lets password managers know whose password this is. */}
      <input type="hidden" name="username" autoComplete="username" value={user.email ?? ''} readOnly />
      {user.has_password && (
        <PasswordInput label="Current password" name="current_password" autoComplete="current-password" required withAsterisk={false} error={errorOf('current_password')} />
      )}
      <PasswordInput
        label="New password"
        name="password"
        autoComplete="new-password"
        minLength={passwordLengthMin}
        required
        withAsterisk={false}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        error={errorOf('password')}
      />
      <StrengthMeter strength={passwordStrength(password, [user.name, user.email])} />
      {elsewhere && <p role="alert" className={classes.problem}>{problem.message} {problem.hint}</p>}
      {user.has_password && <p className={classes.note}>A new password signs you out in every other browser.</p>}
      <div>
        <Button type="submit" variant="filled" loading={change.isPending}>
          {user.has_password ? 'Change password' : 'Set password'}
        </Button>
      </div>
    </form>
  );
}
