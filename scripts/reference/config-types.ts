import { execFileSync } from 'node:child_process';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import { keyOf, TYPES } from '../../src/config/format/key.ts';
import { allSections, type Section, type SectionNotes } from '../../src/config/format/section.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Longer modules are excused to the linter. */
const MAX_LINES = 400;

/** Where the types come from that no section declares. */
const SOURCES: Readonly<Record<string, string>> = {
  AnswerFunction: 'src/http/client.ts',
  Destination: 'src/destination/destination.ts',
  EventHandler: 'src/events.ts',
  JsonValue: 'src/model.ts',
  CustomAuth: 'src/http/client.ts',
  CustomPaginator: 'src/pagination/settings.ts',
  RegisteredConfig: 'src/config/format/registry.ts',
  RegisteredName: 'src/config/format/registry.ts',
  Row: 'src/parse/row-object.ts',
  Verify: 'src/model.ts',
  Writable: 'node:stream',
};

/**
 * The text of the module with the TypeScript types of a section and of all that it holds, with docstrings.
 *
 * @param name the section that the others are part of
 * @param file where the module stands, from the root of the project
 */
export function typesModule(name: string, file: string): string {
  const root = [...allSections()].find(([section]) => section === name)?.[1];
  if (root === undefined) throw new Error(`There is no section ${name}.`);
  const types = new Types();
  const text = imports(types.textOf(root), file);
  const isLong = text.split('\n').length > MAX_LINES;
  return format(
    `${isLong ? '// biome-ignore-all lint/style/noExcessiveLinesPerFile: a module that a script writes\n' : ''}\
// Written by \`npm run reference\` from the sections beside it. Do not edit it.

${text}`,
    file,
  );
}

function imports(text: string, file: string): string {
  const used = Object.entries(SOURCES).filter(([name]) => new RegExp(`\\b${name}\\b`).test(text));
  const lines = used.map(([name, source]) => {
    if (source.startsWith('node:')) return `import type { ${name} } from '${source}';`;
    const path = relative(dirname(file), source);
    return `import type { ${name} } from '${path.startsWith('.') ? path : `./${path}`}';`;
  });
  return `${lines.join('\n')}\n\n${text}`;
}

function format(text: string, file: string): string {
  const args = ['check', '--write', `--stdin-file-path=${file}`];
  const options = { cwd: ROOT, input: text, encoding: 'utf8' } as const;
  return execFileSync(join(ROOT, 'node_modules/.bin/biome'), args, options);
}

/** The types that were met so far, in the order in which they come. */
class Types {
  readonly #texts = new Map<string, string>();

  textOf(root: Section): string {
    this.#interface(root, root.shape);
    return [...this.#texts.values()].join('\n');
  }

  #interface({ type, about, shared, others }: SectionNotes, shape: Section['shape']): void {
    if (this.#texts.has(type)) return;
    this.#texts.set(type, '');
    const base = shared === undefined || shared.type === type ? undefined : shared;
    const own = Object.entries(shape).filter(([key, value]) => base?.keys[key] !== value);
    const members = own.map(([key, value]) => this.#member(key, value as z.core.$ZodType));
    const parent = base === undefined ? '' : ` extends ${base.type}`;
    this.#texts.set(
      type,
      `${docstring(about)}export interface ${type}${parent} {\n${members.join('')}${others === undefined ? '' : `readonly [name: string]: ${others};\n`}}\n`,
    );
    if (base !== undefined) this.#interface({ ...base, where: '', what: '', near: [] }, base.keys);
  }

  #member(key: string, schema: z.core.$ZodType): string {
    const notes = keyOf(schema);
    if (notes === undefined) throw new Error(`The key ${key} says nothing of itself.`);
    const told = notes.fallback === undefined ? '' : ` Default: ${notes.fallback}.`;
    const example = notes.example === undefined ? '' : `\n\n@example ${notes.example}`;
    const mark = schema._zod.optin === 'optional' ? '?' : '';
    const doc = docstring(`${notes.about}${told}${example}`);
    return `${doc}readonly ${key}${mark}: ${this.#type(schema)};\n`;
  }

  #type(schema: z.core.$ZodType): string {
    const declared = TYPES.get(schema as z.ZodType);
    const { def } = (schema as z.core.$ZodTypes)._zod;
    if (declared === undefined) return this.#structure(schema);
    if (def.type === 'object') {
      const section = [...allSections().values()].find(({ type }) => type === declared.name);
      if (section !== undefined) this.#interface(section, section.shape);
    } else if (def.type !== 'custom' && SOURCES[declared.name] === undefined) {
      this.#alias(declared.name, declared.about, schema);
    }
    return declared.name;
  }

  #alias(name: string, about: string | undefined, schema: z.core.$ZodType): void {
    if (this.#texts.has(name)) return;
    this.#texts.set(name, '');
    const type = this.#structure(schema);
    this.#texts.set(name, `${docstring(about)}export type ${name} = ${type};\n`);
  }

  #structure(schema: z.core.$ZodType): string {
    const { def } = (schema as z.core.$ZodTypes)._zod;
    switch (def.type) {
      case 'string':
      case 'number':
      case 'bigint':
      case 'boolean':
      case 'null':
      case 'unknown':
        return def.type;
      case 'literal':
        return def.values.map((value) => `'${value}'`).join(' | ');
      case 'enum':
        return Object.values(def.entries)
          .map((value) => `'${value}'`)
          .join(' | ');
      case 'nullable':
        return `${inBrackets(this.#type(def.innerType))} | null`;
      case 'optional':
      case 'readonly':
        return this.#type(def.innerType);
      case 'array':
        return `readonly ${inBrackets(this.#type(def.element), true)}[]`;
      case 'record':
        return `Readonly<Record<${this.#type(def.keyType)}, ${this.#type(def.valueType)}>>`;
      case 'union':
        return def.options.map((option) => inBrackets(this.#type(option))).join(' | ');
      default:
        throw new Error(`There is no type in TypeScript for ${def.type}.`);
    }
  }
}

/** What would be read otherwise beside `|` or in front of `[]`. */
function inBrackets(type: string, isElement = false): string {
  const isOpen = type.includes('=>') || (isElement && / \| |^readonly /.test(type));
  return isOpen ? `(${type})` : type;
}

const MAX_WIDTH = 114;

function docstring(text: string | undefined): string {
  if (text === undefined) return '';
  const lines = text.split('\n').flatMap(wrap);
  const [only = ''] = lines;
  if (lines.length === 1) return `/** ${only} */\n`;
  return `/**\n${lines.map((line) => ` * ${line}`.trimEnd()).join('\n')}\n */\n`;
}

function wrap(text: string): readonly string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line.length + word.length >= MAX_WIDTH && line !== '') lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}
