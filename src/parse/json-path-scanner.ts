/** What is wrong with a path, as the end of a sentence that begins with the path. */
export class PathProblem extends Error {}

/** A text that is read from its start on. */
export interface Scanner {
  readonly text: string;
  at: number;
}

/** Letters of any script, digits, `_`, and `-` from the second character on. */
const WORD = /[\p{L}\p{N}_][\p{L}\p{M}\p{N}_-]*/uy;
const QUOTED = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/suy;
const BLANKS = /\s*/y;

/** The next piece, if it has this form (a sticky expression): it is taken then. */
export function take(scanner: Scanner, form: RegExp): string | undefined {
  form.lastIndex = scanner.at;
  const found = form.exec(scanner.text)?.[0];
  if (found !== undefined) scanner.at += found.length;
  return found;
}

export function peek(scanner: Scanner, length = 1): string {
  return scanner.text.slice(scanner.at, scanner.at + length);
}

export function skipBlanks(scanner: Scanner): string {
  return take(scanner, BLANKS) ?? '';
}

/** A name without quotes. */
export function takeWord(scanner: Scanner): string | undefined {
  const word = take(scanner, WORD);
  if (word === undefined || !/^\p{N}+$/u.test(word)) return word;
  throw new PathProblem(
    `has the bare number \`${word}\` for a name; write \`[${word}]\` for a place in a list, or \`['${word}']\` for a name`,
  );
}

/** A string in single or double quotes, without its escapes; undefined where none begins here. */
export function takeQuoted(scanner: Scanner): string | undefined {
  if (!/['"]/.test(peek(scanner))) return undefined;
  const quoted = take(scanner, QUOTED);
  if (quoted === undefined) {
    throw new PathProblem(`has a quote at character ${scanner.at + 1} that never ends`);
  }
  return unescaped(quoted.slice(1, -1));
}

const SHORT: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

function unescaped(text: string): string {
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gsu, (_all, hex?: string, other?: string) =>
    hex === undefined
      ? (SHORT[other ?? ''] ?? other ?? '')
      : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/** Refuses what stands at this place, and says what to write instead. */
export function refuse(scanner: Scanner): never {
  const rest = scanner.text.slice(scanner.at);
  if (/^[\\/]/.test(rest) && scanner.text[scanner.at - 1] === '[') {
    throw new PathProblem('uses sorting, which is not supported; sort in the database instead');
  }
  for (const [form, problem] of FOREIGN) {
    const found = form.exec(rest);
    if (found !== null) throw new PathProblem(problem(found[0].trim()));
  }
  const place = rest === '' ? 'ends too early' : `is no path from character ${scanner.at + 1} on`;
  throw new PathProblem(`${place}; put odd names in quotes, as in \`['a b']\``);
}

/** What the dialect knows elsewhere, and what to write here. */
const FOREIGN: readonly (readonly [form: RegExp, problem: (found: string) => string])[] = [
  [
    /^`[^`]*`?/,
    (found) =>
      `uses the function ${found}, which is not supported; point at the value itself and compute with it in a processing step`,
  ],
  [/^\s+where\b/, () => "uses `where`; write a filter instead, as in `items[?@.name == 'x']`"],
  [/^\s+wherenot\b/, () => 'uses `wherenot`; write a filter instead, as in `items[?!@.name]`'],
  [/^\s*\|/, () => "uses the union `|`; write several names in brackets, as in `['a','b']`"],
  [/^\s*&/, () => 'uses the intersection `&`; write a filter instead, as in `[?@.a && @.b]`'],
  [/^\s*,/, () => "uses a list of bare names; write them in brackets, as in `['a','b']`"],
  [/^\s*=~/, () => "uses `=~`; write `search(@.name, 'expression')` instead"],
  [/^\s*[-+*/]\s*[\w@$(.]/, (found) => `uses arithmetic (\`${found}\`), which is not supported`],
  [/^\(/, () => 'uses parentheses, which are for filters only'],
  [
    /^[@$#%~][\p{L}\p{N}_.@$-]*/u,
    (found) => `has the name \`${found}\` without quotes; write \`['${found}']\``,
  ],
];
