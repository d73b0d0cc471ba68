import { SourceError } from '../errors.ts';
import { linkExcerpt } from '../wording.ts';
import type { OffsetOptions } from './offset.ts';
import { resolveLink } from './page-link.ts';
import { newPageNotes, notePage, type PageNotes } from './page-notes.ts';
import {
  hasNoContent,
  type PageFacts,
  type PageRequest,
  type Paginator,
  PLAIN_END,
} from './paginator.ts';
import type { CustomPaginator, CustomSettings, RequestChange } from './settings.ts';

interface State {
  /** The change that the page has which comes next; null at the end. */
  next: RequestChange | null;
  notes: PageNotes;
}

/** Pages by a paginator of the user's own. It is not ours to say what repeats: only rows that stay the same end it. */
export function customPages({ paginator }: CustomSettings, options: OffsetOptions): Paginator {
  const earlier = options.state as State | undefined;
  const state = earlier ?? { next: firstChange(paginator), notes: newPageNotes() };
  return {
    envelopePointers: [],
    needsTree: true,
    first: () => (state.next === null ? [] : [toRequest(state.next)]),
    after: (page) => {
      const change = hasNoContent(page) ? null : nextChange(paginator, page, state.next ?? {});
      const url = change?.url === undefined ? undefined : resolveUrl(change.url, page.answer?.url);
      notePage(state.notes, page);
      state.next = change === null || url === undefined ? change : { ...change, url };
      return { takes: true, next: state.next === null ? [] : [toRequest(state.next)] };
    },
    end: () => PLAIN_END,
    state: () => state,
  };
}

function firstChange(paginator: CustomPaginator): RequestChange {
  const change = called('first', () => paginator.first?.()) ?? {};
  return change.url === undefined ? change : { ...change, url: resolveUrl(change.url, undefined) };
}

function nextChange(
  paginator: CustomPaginator,
  { answer, rowCount }: PageFacts,
  request: RequestChange,
): RequestChange | null {
  const page = {
    status: answer?.status ?? 200,
    url: answer?.url ?? '',
    headers: answer?.headers ?? {},
    body: answer?.body?.value(),
    rowCount,
    request,
  };
  return called('next', () => paginator.next(page));
}

/** What a function of the paginator gave, checked: it may come from plain JavaScript. */
function called(name: string, call: () => unknown): RequestChange | null {
  let change: unknown;
  try {
    change = call();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw customError(`its \`${name}\` failed: ${why}`, cause);
  }
  if (change === null || change === undefined) return null;
  if (!isRecord(change)) throw customError(`its \`${name}\` gave ${typeof change}, not a change`);
  if (typeof change['then'] === 'function') {
    throw customError(`its \`${name}\` gave a promise; it must give the change itself`);
  }
  const { params, json, url } = change;
  if (url !== undefined && typeof url !== 'string') throw customError('its `url` is no text');
  return {
    ...(params === undefined ? {} : { params: values(params, 'params') }),
    ...(json === undefined ? {} : { json: values(json, 'json') }),
    ...(url === undefined ? {} : { url }),
  };
}

function values(given: unknown, where: string): Record<string, string | number> {
  if (!isRecord(given)) throw customError(`its \`${where}\` is not an object`);
  const kept: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null) continue;
    const isNumber = typeof value === 'number' && Number.isFinite(value);
    if (typeof value !== 'string' && !isNumber) {
      throw customError(`its \`${where}.${name}\` is neither text nor a number`);
    }
    kept[name] = value as string | number;
  }
  return kept;
}

/** Parameters besides a URL are laid over those that it has. */
function toRequest({ params = {}, json = {}, url }: RequestChange): PageRequest {
  const body = Object.entries(json).map(([path, value]) => [path.split('.'), value] as const);
  const bodyPart = body.length === 0 ? {} : { body };
  if (url === undefined) return { params, ...bodyPart, role: 'body' };
  const address = new URL(url);
  for (const [name, value] of Object.entries(params)) address.searchParams.set(name, String(value));
  return { params: {}, ...bodyPart, url: address.href, role: 'body' };
}

function resolveUrl(url: string, base: string | undefined): string {
  const resolved = resolveLink(url, base);
  if (resolved === undefined) throw customError(`its \`url\` (${linkExcerpt(url)}) is not a URL`);
  return resolved;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function customError(what: string, cause?: unknown): SourceError {
  const options = cause === undefined ? {} : { cause };
  return new SourceError(
    'SOURCE_PAGE_FIELD',
    `your own paginator could not name the next page: ${what}. The rows of this page were not taken.`,
    options,
  );
}
