import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import type { FormEvent } from 'react';
import { useSignIn } from '../../api';
import { FormProblem } from './form_problem';
import { Frame } from './frame';
import classes from './frame.module.css';
import { signInRoute } from './route';

export function SignInPage() {
  const signIn = useSignIn();
  const router = useRouter();
  const { to } = signInRoute.useSearch();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    signIn.mutate(
      { email: String(form.get('email')).trim(), password: String(form.get('password')) },
      { onSuccess: () => router.history.push(to ?? '/') },
    );
  };
  return (
    <Frame title="Sign in">
      <form className={classes.form} onSubmit={submit}>
        <TextInput label="E-mail" name="email" type="email" autoComplete="username" required autoFocus withAsterisk={false} />
        <PasswordInput label="Password" name="password" autoComplete="current-password" required withAsterisk={false} />
        <FormProblem error={signIn.error} />
        <Button type="submit" variant="filled" size="sm" fullWidth loading={signIn.isPending}>
          Sign in
        </Button>
        <p className={classes.lead}>
          No password yet? Whoever runs this server can print a one-time link with{' '}
          <code>wend user link</code>.
        </p>
      </form>
    </Frame>
  );
}
