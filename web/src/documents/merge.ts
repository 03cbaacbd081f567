const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** Whether two drafts say the same. */
export const isSameDraft = same;

/** What is to be kept when somebody else changed a document meanwhile: what was changed here since `base`, and theirs otherwise. */
export function mergedDraft<Draft extends object>(base: Draft, mine: Draft, theirs: Draft): Draft {
  return Object.fromEntries(
    (Object.keys(mine) as (keyof Draft)[]).map((field) => [field, same(base[field], mine[field]) ? theirs[field] : mine[field]]),
  ) as Draft;
}
