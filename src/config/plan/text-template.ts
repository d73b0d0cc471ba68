import type { TextTemplate } from '../../request/template.ts';
import { parseTemplate } from '../../request/template.ts';
import {
  INCREMENTAL_ATTRIBUTES,
  isKnownAttribute,
} from '../../transform/incremental-attributes.ts';
import type { ConfigPath, PlacedIssue } from '../format/issues.ts';
import { nearestName } from '../format/nearest-name.ts';
import { fromRoot, jsonPathProblem } from '../format/text-checks.ts';
import { asPlain, type Plain } from '../format/values.ts';
import { isCredentialPlace } from '../secrets/place.ts';

/** A field of another resource's rows that a request needs. */
export interface ParentBind {
  readonly resource: string;
  /** JSONPath from `$` on. */
  readonly field: string;
  /** Where it is written, from `endpoint` on. */
  readonly place: ConfigPath;
}

/** An endpoint that is being read, and what came up on the way. Places are those from `endpoint` on. */
export interface Reading {
  readonly endpoint: Plain;
  readonly binds: ParentBind[];
  readonly issues: PlacedIssue[];
  /** Parameters that the path took up, so that they are none of the query. */
  readonly taken: Set<string>;
}

type Part = TextTemplate[number];

/** A text with its placeholders. What is wrong goes to the issues, and out of the text. */
export function readText(text: string, place: ConfigPath, reading: Reading): TextTemplate {
  const raw = parseTemplate(text, { isPath: false });
  if ('problem' in raw) return complain(reading, place, raw.problem);
  return raw.parts.flatMap((part): readonly Part[] => {
    if (typeof part === 'string') return [part];
    // the name of a parameter is a placeholder of paths alone, and refused above
    return part.kind === 'param' ? [] : readExpression(part, place, reading);
  });
}

/** As {@link readText}; there, `{name}` stands for the parameter of that name. */
export function readPathText(path: string, reading: Reading): TextTemplate {
  const place = ['endpoint', 'path'];
  const raw = parseTemplate(path, { isPath: true });
  if ('problem' in raw) return complain(reading, place, raw.problem);
  return raw.parts.flatMap((part): readonly Part[] => {
    if (typeof part === 'string') return [part];
    if (part.kind === 'param') return readPathParam(part.name, place, reading);
    // in a path a format has never had an effect
    const { format: _, ...bare } = part;
    return readExpression(bare, place, reading);
  });
}

type Expression = Exclude<Part, string>;
type RawExpression =
  | Exclude<Expression, { kind: 'parent' }>
  | (Extract<Expression, { kind: 'parent' }> & { readonly resource: string });

function readExpression(
  part: RawExpression,
  place: ConfigPath,
  reading: Reading,
): readonly Expression[] {
  const formatted = part.format === undefined ? {} : { format: part.format };
  if (part.kind === 'parent') {
    const field = bind(part.resource, part.field, place, reading);
    return field === undefined ? [] : [{ kind: 'parent', field, ...formatted }];
  }
  const { attribute } = part;
  if (reading.endpoint['incremental'] == null) {
    return complain(
      reading,
      place,
      `\`{incremental.${attribute}}\` needs an \`incremental\` of the endpoint; there is none`,
    );
  }
  if (!isKnownAttribute(attribute)) {
    const meant = nearestName(attribute, INCREMENTAL_ATTRIBUTES);
    const names = INCREMENTAL_ATTRIBUTES.map((name) => `\`${name}\``).join(', ');
    const hint = meant === undefined ? `It has ${names}` : `Did you mean \`${meant}\`?`;
    return complain(reading, place, `\`incremental\` has no \`${attribute}\`. ${hint}`);
  }
  return [{ kind: 'incremental', attribute, ...formatted }];
}

function readPathParam(name: string, place: ConfigPath, reading: Reading): readonly Part[] {
  const params = asPlain(reading.endpoint['params']);
  if (!Object.hasOwn(params, name)) {
    const names = Object.keys(params).map((key) => `\`${key}\``);
    const meant = nearestName(name, Object.keys(params));
    const there = names.length === 0 ? 'there are none' : `there are ${names.join(', ')}`;
    const hint = meant === undefined ? '' : `. Did you mean \`${meant}\`?`;
    return complain(
      reading,
      place,
      `\`{${name}}\` needs a parameter of that name under \`params\`; ${there}${hint}`,
    );
  }
  const isFirst = !reading.taken.has(name);
  reading.taken.add(name);
  return readPathValue(name, params[name], isFirst, reading);
}

/** What is written under `params` stands in the path as if it had been written there. */
function readPathValue(
  name: string,
  value: unknown,
  isFirst: boolean,
  reading: Reading,
): readonly Part[] {
  const place = ['endpoint', 'params', name];
  const { type, resource, field } = asPlain(value);
  if (type === 'resolve') {
    if (typeof resource !== 'string' || typeof field !== 'string') return [];
    const path = bind(resource, field, [...place, 'field'], reading, [...place, 'resource']);
    return path === undefined ? [] : [{ kind: 'parent', field: path }];
  }
  if (typeof value === 'string') return readText(value, place, reading);
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') {
    return [String(value)];
  }
  if (!isFirst || (typeof value === 'object' && value !== null && type !== 'incremental')) {
    // a list, or what is no parameter at all and is refused as that
    return Array.isArray(value) && isFirst
      ? complain(reading, place, `stands in the path as \`{${name}}\`, which takes one value`)
      : [];
  }
  const what =
    type === 'incremental'
      ? 'is an incremental, which can only be a parameter of the query. Write `{incremental.start_value}` into the path, and `incremental` into the endpoint'
      : `stands in the path as \`{${name}}\`, so that it must have a value, got \`null\``;
  return complain(reading, place, what);
}

function bind(
  resource: string,
  field: string,
  place: ConfigPath,
  reading: Reading,
  resourcePlace = place,
): string | undefined {
  const problem = jsonPathProblem(field);
  if (problem !== undefined) {
    complain(reading, place, `the field \`${field}\` of \`${resource}\` ${problem}`);
    return undefined;
  }
  const path = fromRoot(field);
  reading.binds.push({ resource, field: path, place: resourcePlace });
  return path;
}

/** Nothing, and an issue. Braces in a credential may be a part of it, and what is between them is not shown. */
export function complain(reading: Reading, path: ConfigPath, message: string): readonly never[] {
  const shown = isCredentialPlace(path) ? message.replace(/`\{[^`]*\}`/, '`{…}`') : message;
  reading.issues.push({ path, message: shown });
  return [];
}
