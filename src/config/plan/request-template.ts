import { isFullUrl, joinUrl } from '../../request/expand.ts';
import type {
  BodyTemplate,
  ParamTemplate,
  RequestTemplate,
  TextTemplate,
  ValueTemplate,
} from '../../request/template.ts';
import { UNSAFE } from '../format/incremental.ts';
import type { ConfigPath, PlacedIssue } from '../format/issues.ts';
import { headerNameProblem, headerValueProblem, urlProblem } from '../format/text-checks.ts';
import { asPlain, describeValue, isPlain, type Plain } from '../format/values.ts';
import {
  complain,
  type ParentBind,
  type Reading,
  readPathText,
  readText,
} from './text-template.ts';

/** What an endpoint says of the request, and what is wrong with it. */
export interface ReadRequest {
  readonly template: Omit<RequestTemplate, 'baseUrl'>;
  /** In the order in which they are met; a field may come more than once. */
  readonly binds: readonly ParentBind[];
  /** At their places from `endpoint` on. */
  readonly issues: readonly PlacedIssue[];
}

/**
 * Reads the request of an endpoint that has its defaults. It takes any endpoint, also one in which single keys are
 * wrong: what is of the wrong type is passed over here.
 */
export function readRequest(endpoint: Plain): ReadRequest {
  const reading: Reading = { endpoint, binds: [], issues: [], taken: new Set() };
  const written = endpoint['path'];
  const path = typeof written === 'string' ? readPathText(written, reading) : [];
  const params = readParams(reading);
  const headers = readHeaders(reading);
  const body = readBody(reading);
  const template = {
    method: endpoint['method'] === 'POST' ? ('POST' as const) : ('GET' as const),
    path,
    params,
    headers,
    ...(body === undefined ? {} : { body }),
  };
  return { template, binds: reading.binds, issues: reading.issues };
}

type NamedParam = readonly [name: TextTemplate, value: ParamTemplate];

function readParams(reading: Reading): readonly NamedParam[] {
  const named = Object.entries(asPlain(reading.endpoint['params'])).flatMap(
    ([name, value]): readonly NamedParam[] => {
      if (reading.taken.has(name)) return [];
      const place = ['endpoint', 'params', name];
      const key = readText(name, place, reading);
      const param = readParam(value, place, reading);
      return param === undefined ? [] : [[key, param]];
    },
  );
  const { start_param: start, end_param: end } = asPlain(reading.endpoint['incremental']);
  return layParam(layParam(named, start, { kind: 'start' }), end, { kind: 'end' });
}

/** What the incremental sends takes the place of a parameter of the same name. */
function layParam(
  params: readonly NamedParam[],
  name: unknown,
  value: ParamTemplate,
): readonly NamedParam[] {
  if (typeof name !== 'string' || name === '') return params;
  const isSame = ([[first, ...more]]: NamedParam): boolean => first === name && more.length === 0;
  return params.some(isSame)
    ? params.map((param) => (isSame(param) ? [param[0], value] : param))
    : [...params, [[name], value]];
}

function readParam(value: unknown, place: ConfigPath, reading: Reading): ParamTemplate | undefined {
  const { type } = asPlain(value);
  if (type === 'incremental') return { kind: 'start' };
  if (type === 'resolve') {
    const name = String(place.at(-1));
    const message = `must stand in the path, as \`{${name}}\`. For a value of the query, write \`{resources.<parent>.<field>}\` in place of this object`;
    complain(reading, place, message);
    return undefined;
  }
  // other objects are no parameters, and refused as that
  if (typeof value === 'object' && !Array.isArray(value)) return undefined;
  return { kind: 'value', value: readValue(value, place, reading) };
}

function readHeaders(reading: Reading): readonly (readonly [TextTemplate, TextTemplate])[] {
  return Object.entries(asPlain(reading.endpoint['headers'])).flatMap(([name, value]) => {
    if (typeof value !== 'string') return [];
    const place = ['endpoint', 'headers', name];
    const before = reading.issues.length;
    const header = [readText(name, place, reading), readText(value, place, reading)] as const;
    if (reading.issues.length > before) return [header];
    const nameText = header[0].filter((part) => typeof part === 'string').join('');
    const isLiteral = header[0].every((part) => typeof part === 'string');
    const nameProblem = nameText === '' && !isLiteral ? undefined : headerNameProblem(nameText);
    const valueProblem = header[1]
      .map((part) => (typeof part === 'string' ? headerValueProblem(part) : undefined))
      .find((problem) => problem !== undefined);
    const problem = nameProblem ?? valueProblem;
    if (problem !== undefined) complain(reading, place, problem);
    return [header];
  });
}

function readBody(reading: Reading): BodyTemplate | undefined {
  const { json, data } = reading.endpoint;
  const form = readData(data, reading);
  const value = isPlain(json) ? readValue(json, ['endpoint', 'json'], reading) : undefined;
  if (form === undefined) return value === undefined ? undefined : { kind: 'json', value };
  if (isPlain(json) && Object.keys(json).length > 0) {
    const message = '`json` and `data` are two bodies, and a request has one. Remove one of them';
    complain(reading, ['endpoint', 'data'], message);
  }
  const inBody = bodyPathOf(reading.endpoint['paginator']);
  if (inBody !== undefined) {
    const message = `the paginator writes into a JSON body (\`${inBody}\`), which \`data\` is not. Write the body under \`json\``;
    complain(reading, ['endpoint', 'data'], message);
  }
  return form;
}

/** The option by which a paginator writes into the body. */
export function bodyPathOf(paginator: unknown): string | undefined {
  const options = Object.entries(asPlain(paginator));
  return options.find(([key, value]) => key.endsWith('_body_path') && value != null)?.[0];
}

/** Undefined where there is nothing to send. */
function readData(data: unknown, reading: Reading): BodyTemplate | undefined {
  const place = ['endpoint', 'data'];
  if (typeof data === 'string') {
    return data === '' ? undefined : { kind: 'raw', text: readText(data, place, reading) };
  }
  const pairs: readonly (readonly [ConfigPath, unknown, unknown])[] = Array.isArray(data)
    ? data.map((pair: unknown, at) => [[...place, at], ...asPair(pair)])
    : Object.entries(asPlain(data)).map(([name, value]) => [[...place, name], name, value]);
  if (pairs.length === 0) return undefined;
  return {
    kind: 'form',
    pairs: pairs.map(([path, name, value]) => [
      readText(String(name), path, reading),
      readValue(value, path, reading),
    ]),
  };
}

function asPair(pair: unknown): readonly [unknown, unknown] {
  return Array.isArray(pair) ? [pair[0], pair[1]] : ['', null];
}

/** A value of any depth. */
function readValue(value: unknown, place: ConfigPath, reading: Reading): ValueTemplate {
  if (typeof value === 'string') return { kind: 'text', text: readText(value, place, reading) };
  if (Array.isArray(value)) {
    const items = value.map((item: unknown, at) => readValue(item, [...place, at], reading));
    return { kind: 'list', items };
  }
  if (isPlain(value)) {
    const members = Object.entries(value).map(([name, member]) => {
      const at = [...place, name];
      return [readText(name, at, reading), readValue(member, at, reading)] as const;
    });
    return { kind: 'object', members };
  }
  const isInteger = typeof value === 'number' && Number.isInteger(value);
  if (isInteger && !Number.isSafeInteger(value)) {
    complain(reading, place, UNSAFE);
  } else if (!isScalar(value)) {
    complain(reading, place, `must be what JSON can hold, got ${describeValue(value)}`);
  } else {
    return { kind: 'literal', value };
  }
  return { kind: 'literal', value: null };
}

function isScalar(value: unknown): value is number | bigint | boolean | null {
  if (value === null || typeof value === 'boolean' || typeof value === 'bigint') return true;
  return typeof value === 'number' && Number.isFinite(value);
}

/** A path with something harmless in place of its expressions. */
function sampleOf(path: TextTemplate): string {
  return path.map((part) => (typeof part === 'string' ? part : 'x')).join('');
}

/**
 * What is wrong with a path and the base that it is joined to.
 *
 * @param written the path as it is written
 */
export function checkUrl(base: unknown, written: unknown, path: TextTemplate): string | undefined {
  if (typeof written !== 'string') return undefined;
  const sample = sampleOf(path);
  if (isFullUrl(sample)) {
    return originOf(path) === undefined
      ? 'must have its host written out: secrets go to origins that the configuration names, and nowhere else'
      : urlProblem(sample);
  }
  if (sample.includes('#')) return 'must not hold a fragment (`#…`): it is never sent';
  if (typeof base !== 'string') return undefined;
  if (base === '') return 'must be a full URL, because `client.base_url` is empty';
  const isAllRight = !URL.canParse(base) || URL.canParse(joinUrl(base, sample));
  return isAllRight ? undefined : 'makes no URL together with `client.base_url`';
}

/** The origin of a path that is a full URL and has it written out. */
export function originOf(path: TextTemplate): string | undefined {
  const [first] = path;
  if (typeof first !== 'string' || !isFullUrl(first)) return undefined;
  const isOpen = path.length > 1 && !/^https?:\/\/[^/?#]+[/?#]/i.test(first);
  return isOpen || !URL.canParse(first) ? undefined : new URL(first).origin;
}
