import type { HttpClient } from '../http/client.ts';
import type { ResumePoint } from '../model.ts';
import type { Paginator } from '../pagination/paginator.ts';
import type { KeyOrderState } from '../proof/order.ts';
import type { SavedForms } from '../proof/row-memory.ts';
import type { WitnessState } from '../proof/witnesses.ts';
import type { ResourceSettings } from './walk-environment.ts';

/** How a pass ended of itself: at its end, at a response that a response action ignores, or when nothing more is wanted. */
export type PassEnding = 'end' | 'ignored' | 'enough';

/** Where a pass stands behind a page. */
export interface PassState {
  readonly page: number;
  readonly moved: number;
  readonly marks: SavedForms;
  /** The form of the last rows of the last page. */
  readonly last?: SavedForms;
  /** How the pass ended behind this page. */
  readonly ended?: PassEnding | undefined;
}

/** Where a walk stands behind a page: plain data, committed with the rows up to there. */
export interface WalkState extends PassState {
  readonly pass: number;
  readonly paginator: unknown;
  readonly order: KeyOrderState;
  readonly witnesses: WitnessState;
  /** The order of the pass before. */
  readonly before?: KeyOrderState | undefined;
}

export function readState(resume: ResumePoint | undefined): WalkState | undefined {
  return resume === undefined ? undefined : (JSON.parse(resume.state) as WalkState);
}

/**
 * The state of a walk as JSON that holds no secret. Undefined if a secret stands in the state of its paginator without which
 * its pages could not be asked for: a walk cannot be gone on with from there.
 */
export function writeState(
  state: Omit<WalkState, 'paginator'>,
  paginator: Paginator,
  settings: ResourceSettings,
  client: HttpClient,
): string | undefined {
  const stored = withoutSecrets(paginator.state(), storedText(settings, client));
  if (stored === undefined) return undefined;
  return `${JSON.stringify(state).slice(0, -1)},"paginator":${stored}}`;
}

/** @param toStored what of a text may be written down */
function withoutSecrets(
  state: unknown,
  toStored: (text: string) => string | undefined,
): string | undefined {
  let isWhole = true;
  const json = JSON.stringify(state ?? null, (_name, value: unknown) => {
    if (typeof value !== 'string') return value;
    const stored = toStored(value);
    isWhole &&= stored !== undefined;
    return stored;
  });
  return isWhole ? json : undefined;
}

/**
 * What of a text in the state of a paginator may be written down. Links and cursors may echo a secret that is needed
 * again; if offsets count, a text is one of our words, or a message.
 */
function storedText(
  { paginator, name }: ResourceSettings,
  client: HttpClient,
): (text: string) => string | undefined {
  if (paginator.type !== 'offset') return (text) => client.toStored(name, text);
  return (text) => (text.includes(' ') ? client.redact(text) : text);
}
