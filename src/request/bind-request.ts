import type { RequestBody } from '../http/client.ts';
import {
  type BindValues,
  expandHeaders,
  expandPairs,
  expandPath,
  expandText,
  expandValue,
  joinUrl,
  type Pair,
  toPairs,
} from './expand.ts';
import type { BodyTemplate, ParamTemplate, RequestTemplate, TextTemplate } from './template.ts';

/**
 * The request of one walk: its template with what the parent row and the cursor give. A value is put in once; braces in it
 * mean nothing.
 *
 * @throws {SourceError} SOURCE_PARENT_FIELD for a value that does not fit where it is put.
 */
export function bindRequest(template: RequestTemplate, values: BindValues): BoundRequest {
  const body = template.body === undefined ? undefined : bindBody(template.body, values);
  return {
    method: template.method,
    url: bindUrl(template, values),
    params: template.params.flatMap(([name, param]) => bindParam(name, param, values)),
    headers: expandHeaders(template.headers, values),
    ...(body === undefined ? {} : { body }),
  };
}

/** In the form in which it is sent; what is not a URL (a name in place of a secret) stays as it is. */
function bindUrl({ baseUrl, path }: RequestTemplate, values: BindValues): string {
  const url = joinUrl(baseUrl, expandPath(path, values));
  return URL.canParse(url) ? new URL(url).href : url;
}

function bindParam(name: TextTemplate, param: ParamTemplate, values: BindValues): readonly Pair[] {
  if (param.kind === 'value') return expandPairs(name, param.value, values);
  const value = values.incremental?.[param.kind];
  return toPairs(expandText(name, values), [value]);
}

/** Undefined if there is nothing to send. */
function bindBody(body: BodyTemplate, values: BindValues): BoundBody | undefined {
  switch (body.kind) {
    case 'json':
      return { kind: 'json', value: expandValue(body.value, values) ?? null };
    case 'raw': {
      const text = expandText(body.text, values);
      return text === '' ? undefined : { kind: 'ready', text };
    }
    case 'form': {
      const pairs = body.pairs.flatMap(([name, value]) => expandPairs(name, value, values));
      return pairs.length === 0 ? undefined : { kind: 'ready', text: formText(pairs), ...FORM };
    }
  }
}

const FORM = { contentType: 'application/x-www-form-urlencoded' };

function formText(pairs: readonly Pair[]): string {
  return new URLSearchParams(
    pairs.map(([name, value]): [string, string] => [name, value]),
  ).toString();
}

/** The request of one walk, before its paginator adds to it. */
export interface BoundRequest {
  readonly method: 'GET' | 'POST';
  /** Where its pages are, with the query that the path itself holds. */
  readonly url: string;
  /** Query parameters in order; what the paginator adds replaces those of the same name. */
  readonly params: readonly (readonly [name: string, value: string])[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: BoundBody | undefined;
}

/** A JSON body is kept as a value, for the paginator may set parts of it. */
export type BoundBody =
  | { readonly kind: 'json'; readonly value: unknown }
  | ({ readonly kind: 'ready' } & RequestBody);
