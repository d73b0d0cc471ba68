import type { Batch, PagePosition, PageVoid } from './model.ts';

/** Says that what was sent of a page is void. */
export function pageVoid({ pass, page }: PagePosition, isSentAgain: boolean): PageVoid {
  return { kind: 'page_void', pass, page, isSentAgain };
}

/** What identifies a row: its key, or its text if it has none. */
export function rowIdentity({ keys, texts }: Pick<Batch, 'keys' | 'texts'>, index: number): string {
  return keys[index] ?? (texts[index] as string);
}

function haveKeys(keys: Batch['keys']): keys is readonly string[] {
  return !keys.includes(undefined);
}

/** The identities of all rows of a batch, in their order. */
export function rowIdentities(batch: Pick<Batch, 'keys' | 'texts'>): readonly string[] {
  if (haveKeys(batch.keys)) return batch.keys;
  return batch.texts.map((_, i) => rowIdentity(batch, i));
}

/** Characters of a batch's row text. */
export function charactersOf({ texts }: Pick<Batch, 'texts'>): number {
  let characters = 0;
  for (const text of texts) characters += text.length;
  return characters;
}

/** A batch of some of the rows of another, by their index, ascending. */
export function pickRows(batch: Batch, kept: readonly number[]): Batch {
  const exact = new Map<number, string>();
  for (const [to, from] of batch.exact.size === 0 ? [] : kept.entries()) {
    const text = batch.exact.get(from);
    if (text !== undefined) exact.set(to, text);
  }
  return {
    ...batch,
    rows: kept.map((i) => batch.rows[i] as number),
    texts: kept.map((i) => batch.texts[i] as string),
    keys: kept.map((i) => batch.keys[i]),
    exact,
  };
}
