/** A part of a text that is put in for each walk. */
export type Expression =
  /** A field of the parent row, by JSONPath. */
  | { readonly kind: 'parent'; readonly field: string; readonly format?: ValueFormat }
  /** An attribute of the endpoint's `incremental`: `start_value`, `initial_value`, `last_value`, `end_value`, `lag`, … */
  | { readonly kind: 'incremental'; readonly attribute: string; readonly format?: ValueFormat };

/** What stands behind the name in `{name!r:04d}`. */
export interface ValueFormat {
  readonly conversion?: 'r' | 's' | 'a';
  readonly spec?: string;
}

/** A text with expressions in it, in order; literal parts have their braces already. */
export type TextTemplate = readonly (string | Expression)[];

/** A JSON value with templates in place of its strings and names. */
export type ValueTemplate =
  | { readonly kind: 'text'; readonly text: TextTemplate }
  | { readonly kind: 'literal'; readonly value: string | number | bigint | boolean | null }
  | { readonly kind: 'list'; readonly items: readonly ValueTemplate[] }
  | {
      readonly kind: 'object';
      readonly members: readonly (readonly [name: TextTemplate, value: ValueTemplate])[];
    };

/** What a query parameter holds before a walk begins. */
export type ParamTemplate =
  | { readonly kind: 'value'; readonly value: ValueTemplate }
  /** The cursor's value at the start, as the incremental of that parameter or `start_param` sends it. */
  | { readonly kind: 'start' }
  /** The end value, as `end_param` sends it. */
  | { readonly kind: 'end' };

export type BodyTemplate =
  | { readonly kind: 'json'; readonly value: ValueTemplate }
  | { readonly kind: 'form'; readonly pairs: readonly (readonly [TextTemplate, ValueTemplate])[] }
  | { readonly kind: 'raw'; readonly text: TextTemplate };

/** The request of a resource, before the values of one walk are put in. */
export interface RequestTemplate {
  readonly method: 'GET' | 'POST';
  readonly baseUrl: string;
  /** Values put in are percent-encoded as one segment. */
  readonly path: TextTemplate;
  readonly params: readonly (readonly [name: TextTemplate, value: ParamTemplate])[];
  /** Those of the client are not among them. */
  readonly headers: readonly (readonly [name: TextTemplate, value: TextTemplate])[];
  readonly body?: BodyTemplate;
}
