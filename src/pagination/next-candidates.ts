import { jsonPointer } from '../json-pointer.ts';
import type { JsonNode } from '../model.ts';
import { isOtherNext } from './next-pointers.ts';
import { resolveLink } from './page-link.ts';
import { isEntity } from './places.ts';
import type { DetectionFacts } from './settings.ts';
import { membersOf } from './tree.ts';

/** Whether a link leads to the very page that it stands on. */
export function isSelf(link: string, { url, asked }: DetectionFacts): boolean {
  const target = resolveLink(link, url);
  if (target === undefined || url === undefined || !URL.canParse(url)) return false;
  const own = new URL(url);
  own.search = '';
  for (const [name, value] of asked?.params ?? []) own.searchParams.append(name, value);
  const sent = new URL(target);
  for (const each of [own, sent]) {
    each.searchParams.sort();
    each.hash = '';
  }
  return own.href === sent.href;
}

export interface Candidate {
  readonly pointer: string;
  readonly key: string;
  readonly kind: 'string' | 'number' | 'boolean';
  readonly text: string;
}

/** Values under names that begin with `next`, or under `href…` and `url…` of an object that has such a name. */
export function* nextCandidates(tree: JsonNode): Generator<Candidate> {
  if (isEntity(tree)) return;
  for (const { names, key, node } of membersOf(tree)) {
    if (!key.toLowerCase().startsWith('next') || isOtherNext(key)) continue;
    if (node.kind !== 'object') {
      yield* candidate(names, key, node);
      continue;
    }
    for (const [inner, member] of node.members) {
      if (/^(?:href|url)/i.test(inner)) yield* candidate([...names, inner], key, member);
    }
  }
}

function* candidate(names: readonly string[], key: string, node: JsonNode): Generator<Candidate> {
  if (!('text' in node) || node.kind === 'null') return;
  if (node.text === '' || node.text === 'false') return;
  yield { pointer: jsonPointer(names), key, kind: node.kind, text: node.text };
}
