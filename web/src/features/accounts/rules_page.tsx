import { Button, Switch, Textarea, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { asProblem, useAccountRules, useAccountRulesPreview, useChangeAccountRules, type AccountRules } from '../../api';
import { Card, count, EmptyState, ErrorState, PageBar, PageBody, plural, RowsSkeleton, Tag } from '../../design';
import { linesOf, ownersOf, ownersText } from './account_words';
import classes from './accounts.module.css';

/** Which e-mail domains make customers members of accounts. */
export function AccountRulesPage() {
  const saved = useAccountRules();
  return (
    <>
      <PageBar crumbs={<Link to="/customers/accounts">Accounts</Link>} title="E-mail domains" />
      <PageBody>
        {saved.isError ? (
          <ErrorState error={saved.error} onRetry={() => void saved.refetch()} />
        ) : saved.data ? (
          <RulesForm key={saved.data.etag} saved={saved.data.rules} etag={saved.data.etag} onAgain={() => void saved.refetch()} />
        ) : (
          <Card title="The rule">
            <RowsSkeleton rows={6} />
          </Card>
        )}
      </PageBody>
    </>
  );
}

interface Draft {
  domain_rule: boolean;
  domains: string;
  excluded: string;
  free_mail: string;
  not_free_mail: string;
  domain_traits: string;
}

function draftOf(rules: AccountRules): Draft {
  return {
    domain_rule: rules.domain_rule,
    domains: ownersText(rules.domains),
    excluded: rules.excluded.join('\n'),
    free_mail: rules.free_mail.join('\n'),
    not_free_mail: rules.not_free_mail.join('\n'),
    domain_traits: rules.domain_traits.join(', '),
  };
}

function rulesOf(draft: Draft): AccountRules {
  return {
    domain_rule: draft.domain_rule,
    domains: ownersOf(draft.domains),
    excluded: linesOf(draft.excluded),
    free_mail: linesOf(draft.free_mail),
    not_free_mail: linesOf(draft.not_free_mail),
    domain_traits: draft.domain_traits.split(',').map((name) => name.trim()).filter((name) => name !== ''),
  };
}

function RulesForm({ saved, etag, onAgain }: { saved: AccountRules; etag: string; onAgain: () => void }) {
  const [draft, setDraft] = useState(() => draftOf(saved));
  const [looked, setLooked] = useState<AccountRules | null>(null);
  const preview = useAccountRulesPreview(looked);
  const change = useChangeAccountRules();
  const set = (part: Partial<Draft>) => {
    change.reset();
    setDraft({ ...draft, ...part });
  };
  const rules = rulesOf(draft);
  const changed = JSON.stringify(rules) !== JSON.stringify(rulesOf(draftOf(saved)));
  const problem = change.error === null ? null : asProblem(change.error);
  return (
    <div className={classes.rules}>
      <Card title="The rule">
        <div className={classes.form}>
          <Switch
            checked={draft.domain_rule}
            onChange={(event) => set({ domain_rule: event.currentTarget.checked })}
            label="Who has an address of a company’s domain belongs to its account"
          />
          <p className={classes.sentence}>
            ann@acme.com belongs to the account that says acme.com is its domain, else to one that is called acme.com. Members
            follow at once, also for the past.
          </p>
          <Textarea
            label="Domains of an account with another key"
            description="One a line: acme.de = acme"
            autosize
            minRows={2}
            maxRows={12}
            value={draft.domains}
            onChange={(event) => set({ domains: event.currentTarget.value })}
          />
          <Textarea
            label="Domains that make nobody a member"
            description="Your own, those of agencies and test systems; one a line"
            autosize
            minRows={2}
            maxRows={12}
            value={draft.excluded}
            onChange={(event) => set({ excluded: event.currentTarget.value })}
          />
          <Textarea
            label="More domains where anybody can get an address"
            description="Beside the free mail that Wend knows; one a line"
            autosize
            minRows={2}
            maxRows={12}
            value={draft.free_mail}
            onChange={(event) => set({ free_mail: event.currentTarget.value })}
          />
          <Textarea
            label="Known as free mail, but a company"
            description="One a line"
            autosize
            minRows={1}
            maxRows={12}
            value={draft.not_free_mail}
            onChange={(event) => set({ not_free_mail: event.currentTarget.value })}
          />
          <TextInput
            label="Traits of accounts that say which domain is theirs"
            description="Separated by commas"
            value={draft.domain_traits}
            onChange={(event) => set({ domain_traits: event.currentTarget.value })}
          />
          {problem !== null && (
            <p className={classes.problem} role="alert">
              {problem.message} {problem.field !== null && `In ${problem.field}. `}
              {problem.hint}
            </p>
          )}
          <div className={classes.foot} style={{ padding: 0 }}>
            <Button variant="filled" disabled={!changed || change.isPending} onClick={() => change.mutate({ rules, etag })}>
              Save
            </Button>
            <Button onClick={() => setLooked(rules)}>Try</Button>
            {changed && (
              <Button variant="subtle" onClick={() => set(draftOf(saved))}>
                Undo
              </Button>
            )}
            {problem?.status === 409 && (
              <Button variant="subtle" onClick={onAgain}>
                Load what is saved
              </Button>
            )}
          </div>
        </div>
      </Card>
      <Card title="What comes of it" aside={looked !== null && preview.data && plural(preview.data.accounts, 'account')} flush>
        {looked === null ? (
          <EmptyState title="Try it first">Try shows which accounts these rules make, before anything is saved.</EmptyState>
        ) : preview.isError ? (
          <ErrorState error={preview.error} onRetry={() => void preview.refetch()} />
        ) : !preview.data ? (
          <RowsSkeleton rows={5} />
        ) : (
          <>
            <p className={classes.foot}>
              <span className={classes.sentence}>
                {plural(preview.data.members_by_rule, 'customer')} by address, {plural(preview.data.new_accounts, 'new account')}.
                Wend knows {count(preview.data.free_mail)} domains of free mail.
              </span>
            </p>
            <ul className={classes.list}>
              {preview.data.largest.map((account) => (
                <li key={account.id}>
                  <span>{account.name}</span>
                  {account.new && <Tag>new</Tag>}
                  <span className={classes.end}>{plural(account.members, 'member')}</span>
                </li>
              ))}
            </ul>
          </>
        )}
      </Card>
    </div>
  );
}
