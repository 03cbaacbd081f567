import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useDecideIdentity, type IdentityLink, type KnownIdentity, type LinkDecision } from '../../../api';
import { Card, Tag } from '../../../design';
import { failed, savedWithUndo } from '../../../shell/toast';
import classes from './identity.module.css';
import { evidenceWords, linkWords, namespaceWords } from './identity_words';

interface LinkDetailsProps {
  link: IdentityLink;
  a: KnownIdentity | undefined;
  b: KnownIdentity | undefined;
}

const done: Record<LinkDecision, string> = {
  apart: 'The two are kept apart.',
  together: 'The two are one customer.',
  none: 'The decision is taken back.',
};

/** One link: its evidence, what became of it, and what can be done. */
export function LinkDetails({ link, a, b }: LinkDetailsProps) {
  const decide = useDecideIdentity();
  const { words, tone, what } = linkWords[link.state];
  const say = (decision: LinkDecision, takenBack = false) => {
    if (!a || !b) return;
    const before = link.decision;
    decide.mutate(
      { a: { namespace: a.namespace, value: a.value }, b: { namespace: b.namespace, value: b.value }, decision },
      {
        onSuccess: () => {
          if (!takenBack) savedWithUndo(done[decision], () => say(before, true));
        },
        onError: (error) => failed('Nothing was changed', error),
      },
    );
  };
  return (
    <Card title="This link" aside={<Tag tone={tone}>{words}</Tag>}>
      <dl className={classes.pair}>
        {[a, b].map((one, place) =>
          one ? (
            <div key={one.id}>
              <dt>{namespaceWords(one.namespace)}</dt>
              <dd>
                {one.value}
                {a && b && a.customer !== b.customer && (
                  <Link to="/customers/$id" params={{ id: one.customer }}>its customer</Link>
                )}
              </dd>
            </div>
          ) : (
            <div key={place}>
              <dt>identity</dt>
              <dd>not among those shown</dd>
            </div>
          ),
        )}
      </dl>
      <p className={classes.sentence}>{evidenceWords(link)}</p>
      <p className={classes.sentence}>{what}</p>
      {a && b && (
        <div className={classes.actions}>
          {link.decision !== 'apart' && link.state === 'holds' && (
            <Button onClick={() => say('apart')} loading={decide.isPending}>Keep apart</Button>
          )}
          {link.decision === 'none' && link.state === 'breaks_limit' && (
            <Button onClick={() => say('together')} loading={decide.isPending}>Join them all the same</Button>
          )}
          {link.decision !== 'none' && (
            <Button onClick={() => say('none')} loading={decide.isPending}>Take the decision back</Button>
          )}
        </div>
      )}
    </Card>
  );
}
