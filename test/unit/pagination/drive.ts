import type { EnvelopeValue, JsonNode } from '../../../src/model.ts';
import { createPaginator } from '../../../src/pagination/create-paginator.ts';
import type { OffsetOptions } from '../../../src/pagination/offset.ts';
import type { PageAnswer, PageRequest, Paginator } from '../../../src/pagination/paginator.ts';
import type { PaginatorSettings } from '../../../src/pagination/settings.ts';
import { pageBody } from '../../../src/parse/page-body.ts';

/** A page that was made by hand. */
export interface HandMade {
  /** Default: 2. */
  readonly rows?: number;
  /** The envelope: what JSON has at each path. */
  readonly at?: Readonly<Record<string, unknown>>;
  /** The whole body, where the paginator needs it. */
  readonly body?: unknown;
  readonly headers?: PageAnswer['headers'];
  readonly url?: string;
  readonly repeats?: boolean;
  readonly shared?: number;
  /** The total that the response tells. */
  readonly told?: number;
  /** The envelope, of which no path was written. */
  readonly outline?: unknown;
}

export interface Drive {
  readonly paginator: Paginator;
  /** What is asked for now. */
  readonly asked: () => readonly PageRequest[];
  /** Answers the page that comes next; gives the requests behind it. */
  readonly answer: (page?: HandMade) => readonly PageRequest[];
  /** Whether the last page counted. */
  readonly took: () => boolean;
}

export const BASE = 'https://api.example.com/v1/items';

export function drive(settings: PaginatorSettings, options: Partial<OffsetOptions> = {}): Drive {
  const paginator = createPaginator(settings, { verify: 'off', window: 1, ...options });
  let next = paginator.first();
  let takes = true;
  return {
    paginator,
    asked: () => next,
    took: () => takes,
    answer: ({
      rows = 2,
      at = {},
      body,
      headers = {},
      url = BASE,
      repeats = false,
      shared = 0,
      // what the walk reads at the default place, it hands to the paginator
      told = typeof at['/total'] === 'number' ? at['/total'] : undefined,
      outline,
    } = {}) => {
      const [request] = next;
      if (request === undefined) throw new Error('the walk has ended');
      const step = paginator.after({
        request,
        rowCount: rows,
        shared,
        ahead: rows - shared,
        repeats,
        isAnchored: true,
        told,
        outline: outline === undefined ? undefined : node(outline),
        envelope: new Map(
          Object.entries(at)
            .filter(([path]) => paginator.envelopePointers.includes(path))
            .map(([path, value]) => [path, envelopeValue(value)]),
        ),
        answer: {
          status: 200,
          url,
          headers,
          ...(paginator.needsTree === true ? { body: pageBody(node(body ?? {})) } : {}),
        },
      });
      next = step.next;
      takes = step.takes;
      return next;
    },
  };
}

/** The same walk in another process: from the state as JSON brings it back. */
export function resumed(
  { paginator }: Drive,
  settings: PaginatorSettings,
  options: Partial<OffsetOptions> = {},
): Drive {
  const state: unknown = JSON.parse(JSON.stringify(paginator.state()));
  return drive(settings, { ...options, state });
}

export function node(value: unknown): JsonNode {
  if (Array.isArray(value)) return { kind: 'array', items: value.map(node) };
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(([name, member]) => [name, node(member)] as const);
    return { kind: 'object', members: new Map(members) };
  }
  return scalar(value);
}

function scalar(value: unknown): Extract<JsonNode, { text: string }> {
  if (value === null) return { kind: 'null', text: '' };
  if (typeof value === 'string') return { kind: 'string', text: value };
  if (typeof value === 'boolean') return { kind: 'boolean', text: String(value) };
  return { kind: 'number', text: String(value) };
}

function envelopeValue(value: unknown): EnvelopeValue {
  if (Array.isArray(value)) return { kind: 'array', text: '', isEmpty: value.length === 0 };
  if (typeof value === 'object' && value !== null) {
    return { kind: 'object', text: '', isEmpty: Object.keys(value).length === 0 };
  }
  return scalar(value);
}

export const paramsOf = (requests: readonly PageRequest[]): unknown[] =>
  requests.map(({ params }) => params);
