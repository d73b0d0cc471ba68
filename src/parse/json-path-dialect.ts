import {
  PathProblem,
  peek,
  refuse,
  type Scanner,
  skipBlanks,
  take,
  takeQuoted,
  takeWord,
} from './json-path-scanner.ts';

/** A path as RFC 9535 has it, and what is known of it. */
export interface TranslatedPath {
  readonly standard: string;
  /** The names it is made of, if of nothing else. */
  readonly names?: readonly string[];
  /** Whether it holds a filter, a wildcard, a slice or `..`. */
  readonly isOpen: boolean;
  /** Whether its last step does. */
  readonly endsOpen: boolean;
  readonly hasFilter: boolean;
}

/** What was read of a path so far. */
interface Draft {
  standard: string;
  names: string[] | undefined;
  isOpen: boolean;
  endsOpen: boolean;
  hasFilter: boolean;
}

const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const INDEX_OR_SLICE =
  /-?\d+(?:\s*:(?:\s*-?\d+)?(?:\s*:(?:\s*-?\d+)?)?)?|:(?:\s*-?\d+)?(?:\s*:(?:\s*-?\d+)?)?/y;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
const COMPARISON = /==|!=|<=|>=|<|>|=(?!~)/y;
const AND = /&&?/y;
const OR = /\|\|/y;
const THIS = /`this`/y;

/** Translates the dialect of paths that configurations are written in, see {@link compilePath}. */
export function translatePath(text: string): TranslatedPath | { readonly problem: string } {
  const scanner: Scanner = { text: text.trim(), at: 0 };
  if (scanner.text === '') return { problem: 'is empty' };
  try {
    const { names, ...path } = readWhole(scanner);
    return names === undefined ? path : { ...path, names };
  } catch (error) {
    if (error instanceof PathProblem) return { problem: error.message };
    throw error;
  }
}

function newDraft(root: '$' | '@'): Draft {
  return { standard: root, names: [], isOpen: false, endsOpen: false, hasFilter: false };
}

function readWhole(scanner: Scanner): Draft {
  const draft = newDraft('$');
  if (peek(scanner) === '$' && /^\$(?:[.[]|$)/.test(scanner.text)) scanner.at = 1;
  else if (!/^(?:\[|\.\.)/.test(scanner.text)) readDotted(scanner, draft, false);
  readSteps(scanner, draft);
  if (scanner.at < scanner.text.length) refuse(scanner);
  return draft;
}

/** Steps that begin with `.` or `[`, as far as they go. */
function readSteps(scanner: Scanner, draft: Draft): void {
  for (;;) {
    const next = peek(scanner, 2);
    if (next === '..') {
      scanner.at += 2;
      draft.isOpen = true;
      draft.names = undefined;
      draft.standard += '..';
      if (peek(scanner) === '[') readBrackets(scanner, draft);
      else readDotted(scanner, draft, true);
    } else if (next.startsWith('.')) {
      scanner.at++;
      if (peek(scanner) === '[') readBrackets(scanner, draft);
      else readDotted(scanner, draft, false);
    } else if (next.startsWith('[')) readBrackets(scanner, draft);
    else return;
  }
}

/** What stands behind a dot: a name, `*`, or `` `this` ``. */
function readDotted(scanner: Scanner, draft: Draft, isDescent: boolean): void {
  if (peek(scanner) === '*') {
    scanner.at++;
    draft.standard += '[*]';
    opens(draft);
    draft.names = undefined;
    return;
  }
  if (!isDescent && take(scanner, THIS) !== undefined) return;
  draft.endsOpen = false;
  const name = takeQuoted(scanner) ?? takeWord(scanner);
  if (name === undefined) refuse(scanner);
  draft.names?.push(name);
  const isPlain = PLAIN_NAME.test(name);
  if (isPlain) draft.standard += isDescent ? name : `.${name}`;
  else draft.standard += `[${JSON.stringify(name)}]`;
}

/** `[…]`: names, places, slices, wildcards and filters, with commas between them. */
function readBrackets(scanner: Scanner, draft: Draft): void {
  scanner.at++;
  const selectors: string[] = [];
  let onlyName: string | undefined;
  draft.endsOpen = false;
  for (;;) {
    skipBlanks(scanner);
    const name = takeQuoted(scanner);
    onlyName = selectors.length === 0 ? name : undefined;
    if (name !== undefined) selectors.push(JSON.stringify(name));
    else {
      const selector = readSelector(scanner, draft);
      if (selector.name !== undefined && selectors.length === 0) onlyName = selector.name;
      selectors.push(selector.text);
    }
    skipBlanks(scanner);
    const end = peek(scanner);
    if (end !== ']' && end !== ',') refuse(scanner);
    scanner.at++;
    if (end === ']') break;
  }
  if (onlyName === undefined) draft.names = undefined;
  else draft.names?.push(onlyName);
  const isPlain = onlyName !== undefined && PLAIN_NAME.test(onlyName);
  if (isPlain && !draft.standard.endsWith('..')) draft.standard += `.${onlyName}`;
  else draft.standard += `[${selectors.join(',')}]`;
}

function opens(draft: Draft): void {
  draft.isOpen = true;
  draft.endsOpen = true;
}

function readSelector(scanner: Scanner, draft: Draft): { text: string; name?: string } {
  const first = peek(scanner);
  if (first === '*') {
    scanner.at++;
    opens(draft);
    return { text: '*' };
  }
  if (first === '?') {
    scanner.at++;
    opens(draft);
    draft.hasFilter = true;
    return { text: `?${readFilter(scanner)}` };
  }
  const places = take(scanner, INDEX_OR_SLICE);
  if (places !== undefined) {
    if (places.includes(':')) opens(draft);
    return { text: places };
  }
  const name = takeWord(scanner);
  if (name === undefined) refuse(scanner);
  return { text: JSON.stringify(name), name };
}

/** The expression behind `?`, up to the `]` or `,` that ends it. */
function readFilter(scanner: Scanner): string {
  let filter = '';
  let open = 0;
  let isCompared = false;
  for (;;) {
    filter += skipBlanks(scanner) === '' ? '' : ' ';
    const next = peek(scanner);
    if (next === '') throw new PathProblem('has a filter that never ends: `]` is missing');
    if (open === 0 && (next === ']' || next === ',')) return filter.trimEnd();
    if (next === '(' || next === ')' || next === ',') {
      scanner.at++;
      open += next === '(' ? 1 : next === ')' ? -1 : 0;
      if (open < 0) throw new PathProblem('has a filter with a `)` too many');
      filter += next;
      continue;
    }
    const operator = readOperator(scanner);
    filter += operator ?? readOperand(scanner, isCompared);
    isCompared = operator !== undefined && COMPARED.has(operator);
  }
}

const COMPARED: ReadonlySet<string> = new Set(['==', '!=', '<', '>', '<=', '>=']);

function readOperator(scanner: Scanner): string | undefined {
  const comparison = take(scanner, COMPARISON);
  if (comparison !== undefined) return comparison === '=' ? '==' : comparison;
  if (take(scanner, AND) !== undefined) return '&&';
  if (take(scanner, OR) !== undefined) return '||';
  if (peek(scanner) !== '!') return undefined;
  scanner.at++;
  return '!';
}

/** A literal, a function of RFC 9535, or a path: `@.name`, `@name`, `$.name`, or a bare name. */
function readOperand(scanner: Scanner, isCompared: boolean): string {
  const quoted = takeQuoted(scanner);
  if (quoted !== undefined) return JSON.stringify(quoted);
  const number = take(scanner, NUMBER);
  if (number !== undefined) return number;
  const first = peek(scanner);
  if (first === '@' || first === '$') {
    scanner.at++;
    const draft = newDraft(first);
    if (first === '@' && /[\p{L}_]/u.test(peek(scanner))) readDotted(scanner, draft, false);
    readSteps(scanner, draft);
    return draft.standard;
  }
  const start = scanner.at;
  const word = takeWord(scanner);
  if (word === undefined) refuse(scanner);
  if (word === 'true' || word === 'false' || word === 'null' || peek(scanner) === '(') return word;
  if (isCompared) {
    throw new PathProblem(
      `compares with the bare word \`${word}\`; put text in quotes (\`'${word}'\`), or write \`@.${word}\` for a field`,
    );
  }
  const draft = newDraft('@');
  scanner.at = start;
  readDotted(scanner, draft, false);
  readSteps(scanner, draft);
  return draft.standard;
}
