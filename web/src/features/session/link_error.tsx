import { Button } from '@mantine/core';
import { Link, type ErrorComponentProps } from '@tanstack/react-router';
import { FormProblem } from './form_problem';
import { Frame } from './frame';
import classes from './frame.module.css';

export function LinkError({ error }: ErrorComponentProps) {
  return (
    <Frame title="This link does not work">
      <div className={classes.form}>
        <FormProblem error={error} />
        <p className={classes.lead}>
          A link works once and for a short time. Print another with <code>wend user link</code>.
        </p>
        <Button component={Link} to="/signin" size="sm" fullWidth>
          Sign in with a password
        </Button>
      </div>
    </Frame>
  );
}
