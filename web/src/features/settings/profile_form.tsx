import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { asProblem, useChangeProfile, type User } from '../../api';
import { saved, savedWithUndo } from '../../shell/toast';
import classes from './settings.module.css';

/** Name and e-mail. The e-mail is what one signs in with, so changing it asks for the password. */
export function ProfileForm({ user }: { user: User }) {
  const change = useChangeProfile();
  const [name, setName] = useState(user.name ?? '');
  const [email, setEmail] = useState(user.email ?? '');
  const problem = change.error ? asProblem(change.error) : null;
  const newEmail = email.trim() !== (user.email ?? '');
  const dirty = newEmail || name.trim() !== (user.name ?? '');
  const asksPassword = user.has_password && newEmail;
  const fields = ['name', 'email', ...(asksPassword ? ['current_password'] : [])];
  const errorOf = (field: string) => (problem?.field === field ? problem.message : undefined);
  const elsewhere = problem && !fields.includes(problem.field ?? '');
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const body = {
      name: name.trim(),
      ...(newEmail ? { email: email.trim() } : {}),
      ...(asksPassword ? { current_password: String(form.get('current_password')) } : {}),
    };
    const before = user.name;
    change.mutate(body, {
      onSuccess: () => {
        // A changed e-mail would need the password again, which is not kept for this.
        if (newEmail || before === null) saved('Your profile is saved.');
        else savedWithUndo('Your profile is saved.', () => takeBack(before));
      },
    });
  };
  const takeBack = (before: string) => {
    setName(before);
    change.mutate({ name: before });
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <TextInput label="Name" name="name" autoComplete="name" required withAsterisk={false} value={name} onChange={(event) => setName(event.currentTarget.value)} error={errorOf('name')} />
      <TextInput label="E-mail" name="email" type="email" autoComplete="username" required withAsterisk={false} value={email} onChange={(event) => setEmail(event.currentTarget.value)} error={errorOf('email')} />
      {asksPassword && (
        <PasswordInput label="Current password" description="A new e-mail changes how you sign in" name="current_password" autoComplete="current-password" required withAsterisk={false} error={errorOf('current_password')} />
      )}
      {elsewhere && <p role="alert" className={classes.problem}>{problem.message} {problem.hint}</p>}
      <div>
        <Button type="submit" variant="filled" disabled={!dirty} loading={change.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}
