import type { Batch } from '../model.ts';

/** Identity and a hash of the text of some rows, as plain data. */
export type SavedForms = readonly (readonly [identity: string, hash: number])[];

/** What identifies a row: its key, or its text where it has none. */
export function rowIdentity(batch: Batch, index: number): string {
  return batch.keys[index] ?? (batch.texts[index] as string);
}

/** FNV-1a: tells forms of one row apart, no more. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}
