import { Button, PasswordInput, TextInput } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import type { FormEvent } from 'react';
import { useChangeProfile } from '../../api';
import { FormProblem } from './form_problem';
import { Frame } from './frame';
import classes from './frame.module.css';
import { welcomeRoute } from './route';

/** Shown once after a one-time link; everything here is in Settings too. */
export function WelcomePage() {
  const { session } = welcomeRoute.useRouteContext();
  const change = useChangeProfile();
  const navigate = useNavigate();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const body = {
      name: String(form.get('name')).trim(),
      email: String(form.get('email')).trim(),
      password: String(form.get('password')),
    };
    change.mutate(body, { onSuccess: () => void navigate({ to: '/' }) });
  };
  return (
    <Frame title="You are signed in">
      <form className={classes.form} onSubmit={submit}>
        <p className={classes.lead}>Choose how you will sign in the next time.</p>
        <TextInput label="Name" name="name" autoComplete="name" defaultValue={session.user.name ?? ''} required withAsterisk={false} />
        <TextInput label="E-mail" name="email" type="email" autoComplete="username" defaultValue={session.user.email ?? ''} required withAsterisk={false} />
        <PasswordInput label="Password" name="password" autoComplete="new-password" minLength={10} description="At least 10 characters" required withAsterisk={false} />
        <FormProblem error={change.error} />
        <div className={classes.actions}>
          <Button type="submit" variant="filled" loading={change.isPending}>
            Save
          </Button>
          <Button component={Link} to="/" variant="subtle">
            Later, in Settings
          </Button>
        </div>
      </form>
    </Frame>
  );
}
