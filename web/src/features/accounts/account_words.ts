import type { AccountRules, MemberSource } from '../../api';

const sourceWords: Record<MemberSource, string> = {
  group: 'a group call',
  event: 'an event that names it',
  import: 'an import',
  rule: 'their e-mail address',
  hand: 'hand',
};

/** "a group call and their e-mail address" */
export function sourcesInWords(sources: MemberSource[]): string {
  const words = sources.map((source) => sourceWords[source]);
  const last = words.pop();
  if (last === undefined) return '';
  return words.length === 0 ? last : `${words.join(', ')} and ${last}`;
}

/** Beside how many are members so. */
export const sourceNames: Record<MemberSource, string> = {
  group: 'By group calls',
  event: 'By events',
  import: 'By imports',
  rule: 'By address',
  hand: 'By hand',
};

/** "company" → "Company" */
export function typeInWords(type: string): string {
  const plain = type.replace(/[_-]+/g, ' ').trim();
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

/** One domain a line; blank lines do not count. */
export function linesOf(text: string): string[] {
  return [...new Set(text.split(/[\s,;]+/).map((line) => line.trim().toLowerCase()).filter((line) => line !== ''))];
}

/** "acme.de = acme", one a line; the account may have blanks, the domain has none. */
export function ownersOf(text: string): AccountRules['domains'] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const at = line.indexOf('=');
      return at < 0
        ? { domain: line, account: '' }
        : { domain: line.slice(0, at).trim().toLowerCase(), account: line.slice(at + 1).trim() };
    });
}

export function ownersText(domains: AccountRules['domains']): string {
  return domains.map(({ domain, account }) => `${domain} = ${account}`).join('\n');
}
