import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { asProblem } from '../../../api';
import { Frame } from '../../session/frame';
import { joinByLinkRoute } from '../route';
import { join } from './join';
import classes from './guest.module.css';

/** Joining by the code that is shown in front. */
export function CodePage() {
  const [code, setCode] = useState('');
  return (
    <JoinForm by={() => ({ code })} ready={code.replaceAll(/[\s-]/g, '').length === 6}>
      <TextInput
        label="Code" description="Six letters and digits, from the screen in front" placeholder="K7M4QX" value={code} onChange={(event) => setCode(event.currentTarget.value)}
        maxLength={12} autoFocus autoComplete="off" autoCapitalize="characters" spellCheck={false} size="md" classNames={{ input: classes.code }}
      />
    </JoinForm>
  );
}

/** Joining by a link. */
export function LinkPage() {
  const { token } = joinByLinkRoute.useParams();
  return <JoinForm by={() => ({ token })} ready />;
}

interface JoinFormProps {
  by: () => { token: string } | { code: string };
  ready: boolean;
  children?: React.ReactNode;
}

function JoinForm({ by, ready, children }: JoinFormProps) {
  const [name, setName] = useState('');
  const navigate = useNavigate();
  const enter = useMutation({
    mutationFn: () => join(by(), name),
    onSuccess: () => void navigate({ to: '/workshop/in', replace: true }),
  });
  const problem = enter.error && asProblem(enter.error);
  return (
    <Frame title="Join a workshop">
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) enter.mutate();
        }}
      >
        {children}
        <TextInput
          label="Your name, if you like" description="It says that you are here. Notes and votes are without a name, for everybody." value={name}
          onChange={(event) => setName(event.currentTarget.value)} maxLength={30} autoComplete="nickname" size="md"
        />
        {problem && (
          <p className={classes.problem} role="alert">
            <b>{problem.message}</b> {problem.hint}
          </p>
        )}
        <Button type="submit" variant="filled" size="md" h={44} loading={enter.isPending} disabled={!ready} fullWidth>
          Join
        </Button>
      </form>
    </Frame>
  );
}
