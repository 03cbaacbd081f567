import { Button, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { FormEvent } from 'react';
import { asProblem, useChangeProfile, type User } from '../../api';
import classes from './settings.module.css';

export function ProfileForm({ user }: { user: User }) {
  const change = useChangeProfile();
  const problem = change.error ? asProblem(change.error) : null;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const body = { name: String(form.get('name')).trim(), email: String(form.get('email')).trim() };
    change.mutate(body, {
      onSuccess: () => notifications.show({ message: 'Your profile is saved.' }),
    });
  };
  const errorOf = (field: string) => (problem?.field === field ? problem.message : undefined);
  const elsewhere = problem && problem.field !== 'name' && problem.field !== 'email';
  return (
    <form className={classes.form} onSubmit={submit}>
      <TextInput label="Name" name="name" autoComplete="name" defaultValue={user.name ?? ''} error={errorOf('name')} />
      <TextInput label="E-mail" name="email" type="email" autoComplete="username" defaultValue={user.email ?? ''} error={errorOf('email')} />
      {elsewhere && <p role="alert" className={classes.problem}>{problem.message} {problem.hint}</p>}
      <div>
        <Button type="submit" variant="filled" loading={change.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}
