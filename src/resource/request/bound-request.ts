import type { RequestBody } from '../../http/client.ts';

/** The request of one walk, before its paginator adds to it. */
export interface BoundRequest {
  readonly method: 'GET' | 'POST';
  /** Where its pages are, with the query that the path itself holds. */
  readonly url: string;
  /** Query parameters in order; what the paginator adds replaces those of the same name. */
  readonly params: readonly (readonly [name: string, value: string])[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: BoundBody;
}

/** A JSON body is kept as a value, for the paginator may set parts of it. */
export type BoundBody =
  | { readonly kind: 'json'; readonly value: unknown }
  | ({ readonly kind: 'ready' } & RequestBody);
