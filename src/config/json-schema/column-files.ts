import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseRow } from '../../parse/row-object.ts';
import { columnForm } from '../../schema/naming.ts';
import { FROM_SCHEMA } from '../format/columns.ts';
import type { ColumnConfig } from '../format/config-types.ts';
import { type ConfigPath, type PlacedIssue, valueAt } from '../format/issues.ts';
import { asPlain, isPlain, type Plain } from '../format/values.ts';
import { beginsWithVariable } from '../secrets/variable.ts';
import { schemaColumns } from './schema-columns.ts';

/** A configuration in which columns stand in place of the files that describe them. */
export interface WithColumns {
  /** Puts them into the configuration, or into one of the same form. */
  put(config: unknown): unknown;
  readonly issues: readonly PlacedIssue[];
}

/**
 * Reads the JSON Schemas that `columns: { $ref }` name, in all resources and the defaults. Columns beside `$ref` go before
 * those of the file, hint by hint.
 */
export function readColumnFiles(config: unknown): WithColumns {
  const read = new Map<string, ReadFile>();
  const issues: PlacedIssue[] = [];
  const put = columnPlaces(config).map((place) => {
    const columns = asPlain(valueAt(config, place));
    const { columns: known, problems } = readColumns(columns['$ref'], read);
    issues.push(...problems.map((message) => ({ path: [...place, '$ref'], message })));
    return { place, known };
  });
  return {
    put: (other) =>
      put.reduce((whole, { place, known }) => {
        const { $ref: _, ...own } = asPlain(valueAt(whole, place));
        return replaceAt(whole, place, laidOver(known, own));
      }, other),
    issues,
  };
}

/** Where `columns` name a file. A field of the API that is called so has a column there, not a text. */
function columnPlaces(config: unknown): readonly ConfigPath[] {
  const { resources } = asPlain(config);
  const places: ConfigPath[] = [
    ['resource_defaults', 'columns'],
    ...(Array.isArray(resources) ? resources.map((_, i) => ['resources', i, 'columns']) : []),
  ];
  return places.filter((place) => {
    const columns = valueAt(config, place);
    return isPlain(columns) && columns['$ref'] != null && !isPlain(columns['$ref']);
  });
}

/**
 * The same configuration, with paths of schemas that start at a folder. One that begins with a variable tells only later where
 * it starts.
 */
export function columnFilesFrom(config: unknown, folder: string): unknown {
  return columnPlaces(config).reduce((whole, place) => {
    const at = [...place, '$ref'];
    const ref = valueAt(config, at);
    if (typeof ref !== 'string' || ABSOLUTE.test(ref) || beginsWithVariable(ref)) return whole;
    const [path, fragment] = splitFragment(ref);
    const absolute = resolve(folder, path);
    return replaceAt(whole, at, fragment === '' ? absolute : `${absolute}#${fragment}`);
  }, config);
}

/** What does not start at a folder: addresses, a place without a file, nothing. */
const ABSOLUTE = /^(#|[a-z][a-z0-9+.-]+:\/\/|$)/i;

function replaceAt(around: unknown, [key, ...rest]: ConfigPath, value: unknown): unknown {
  if (key === undefined) return value;
  const inner = replaceAt(valueAt(around, [key]), rest, value);
  if (Array.isArray(around)) {
    return around.map((item: unknown, at) => (at === key ? inner : item));
  }
  return { ...(around as object), [key]: inner };
}

interface ReadFile {
  readonly document?: unknown;
  readonly problem?: string;
}

type Columns = Readonly<Record<string, ColumnConfig>>;

function readColumns(
  ref: unknown,
  read: Map<string, ReadFile>,
): { readonly columns: Columns; readonly problems: readonly string[] } {
  const where = placeOf(ref);
  if ('problem' in where) return { columns: {}, problems: [where.problem] };
  const { file, fragment } = where;
  const { document, problem } = read.get(file) ?? readFile(file);
  read.set(file, problem === undefined ? { document } : { problem });
  if (problem !== undefined) return { columns: {}, problems: [problem] };
  const { columns, problems } = schemaColumns(document, fragment);
  return {
    columns,
    problems: problems.map(({ pointer, message }) => `${file}: \`${pointer}\` ${message}`),
  };
}

type Place = { readonly file: string; readonly fragment: string } | { readonly problem: string };

/** A path starts at the folder of the configuration, which its reader put in front of it, else at the working directory. */
function placeOf(ref: unknown): Place {
  if (typeof ref !== 'string' || ref === '') {
    return { problem: 'must be the path of a JSON Schema, such as `./contact.schema.json`' };
  }
  const [path = '', fragment = ''] = splitFragment(ref);
  const isUrl = /^[a-z][a-z0-9+.-]+:\/\//i.test(path);
  if (isUrl && !path.startsWith('file://')) {
    return {
      problem:
        'must be a local file: nothing is fetched for it. Save the schema beside the configuration',
    };
  }
  if (path === '') return { problem: 'must begin with the path of a file, before `#`' };
  if (fragment !== '' && !fragment.startsWith('/')) {
    return {
      problem: `must have a JSON pointer behind \`#\`, such as \`#/$defs/row\`, not \`${fragment}\``,
    };
  }
  return { file: isUrl ? fileURLToPath(path) : resolve(path), fragment };
}

/** A path, and what stands behind the `#`. */
function splitFragment(ref: string): readonly [path: string, fragment: string] {
  const at = ref.indexOf('#');
  return at < 0 ? [ref, ''] : [ref.slice(0, at), ref.slice(at + 1)];
}

function readFile(file: string): ReadFile {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return {
      problem: isMissing
        ? `${file}: there is no such file. The path starts at the folder of the configuration`
        : `${file}: could not be read${error instanceof Error ? `: ${error.message}` : ''}`,
    };
  }
  try {
    // bounds of 64 bits are whole numbers that a double does not hold
    return { document: parseRow(text) };
  } catch {
    return { problem: `${file}: is no JSON. A JSON Schema is read from JSON alone` };
  }
}

const TYPE_HINTS = ['data_type', 'precision', 'scale', 'timezone'];

/** The columns of a file with what is written beside it. */
function laidOver(known: Columns, own: Plain): Plain {
  const merged = new Map<string, unknown>(
    Object.entries(known).map(([name, column]) => [name, { ...column, [FROM_SCHEMA]: true }]),
  );
  for (const [name, column] of Object.entries(own)) {
    const field = fieldOf(name, known);
    merged.set(
      field,
      isPlain(column) ? { ...baseOf(merged.get(field), column), ...column } : column,
    );
  }
  return Object.fromEntries(merged);
}

/** What stays of a column under what is written of it: options of another type would not fit the new one. */
function baseOf(known: unknown, { data_type: type }: Plain): Plain {
  const kept = { ...asPlain(known) };
  if (type != null) for (const key of TYPE_HINTS) delete kept[key];
  return kept;
}

/** The field that a name means: that one, or the only one whose column it names. */
function fieldOf(name: string, known: Columns): string {
  if (Object.hasOwn(known, name)) return name;
  const form = columnForm(name, 'snake_case');
  const alike = Object.keys(known).filter((field) => columnForm(field, 'snake_case') === form);
  return alike.length === 1 ? (alike[0] ?? name) : name;
}
