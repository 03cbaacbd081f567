import type { IdentityChange, IdentityLink, KnownIdentity, LinkState } from '../../../api';
import { dayAndClock, plural, type TagTone } from '../../../design';

/** "anonymous_id" → "anonymous id" */
export function namespaceWords(namespace: string): string {
  return namespace.replaceAll('_', ' ');
}

export const linkWords: Record<LinkState, { words: string; tone: TagTone; what: string }> = {
  holds: { words: 'Joined', tone: 'accent', what: 'The two are one customer.' },
  breaks_limit: {
    words: 'Refused',
    tone: 'pain',
    what: 'Joining them would give one customer more values of a namespace than the identity rules allow.',
  },
  blocked: { words: 'Refused', tone: 'pain', what: 'One of the values stands for nobody, so it joins nobody.' },
  apart: { words: 'Kept apart', tone: 'warn', what: 'Somebody decided that this link does not count.' },
  unsaid: { words: 'No longer said', tone: 'neutral', what: 'What said so was taken out again.' },
};

/** How two identities came to be linked, in a sentence. */
export function evidenceWords(link: IdentityLink): string {
  const from = link.source === null ? '' : ` from ${link.source}`;
  if (link.first_seen === null) return 'No event names both. Somebody decided that they are one customer.';
  const when = dayAndClock(link.first_seen);
  return link.alias
    ? `An alias${from} said that they are the same customer, first on ${when}.`
    : `One event${from} named both, first on ${when}.`;
}

/** One line of the journal. */
export function changeWords(change: IdentityChange, nameOf: (id: string) => string, customer: string): string {
  if (change.kind === 'move') {
    const many = plural(change.identities ?? 0, 'identity', 'identities');
    return change.to_customer === customer
      ? `${many} came from another customer.`
      : `${many} went to another customer.`;
  }
  const pair = `${nameOf(change.a ?? '')} and ${nameOf(change.b ?? '')}`;
  switch (change.to) {
    case 'holds':
      return `${pair} were joined.`;
    case 'breaks_limit':
      return `${pair} were not joined: that would break a limit.`;
    case 'blocked':
      return `${pair} were not joined: one of them stands for nobody.`;
    case 'apart':
      return `${pair} were kept apart.`;
    default:
      return `${pair} are no longer linked.`;
  }
}

export function reasonWords(change: IdentityChange): string {
  if (change.actor !== null) return change.actor;
  if (change.import !== null) return `import ${change.import}`;
  return change.source ?? 'identity rules';
}

export function identityName(identity: KnownIdentity | undefined): string {
  return identity === undefined ? 'another identity' : `${namespaceWords(identity.namespace)} ${identity.value}`;
}
