import { LineCounter, parseDocument } from 'yaml';
import { isPlain } from '../format/values.ts';
import { isVariableName, writeVariable } from '../secrets/variable.ts';
import { fileProblem } from './file-problem.ts';

/** @throws {ConfigError} that names the line and column, and none of the text: it may be a secret. */
export function parseYamlConfig(text: string, file: string): unknown {
  return markVariables(readYaml(text, file), file);
}

/** @throws {ConfigError} as {@link parseYamlConfig}. */
export function parseJsonConfig(text: string, file: string): unknown {
  const parsed = tryJson(text);
  if (!('value' in parsed)) {
    if (parsed.position === undefined) readYaml(text, file);
    throw fileProblem(file, `is not JSON${describePlace(text, parsed.position)}. ${JSON_RULES}`);
  }
  // where a name comes twice in one object, `JSON.parse` takes the last and says nothing
  readYaml(text, file, ['DUPLICATE_KEY']);
  return markVariables(parsed.value, file);
}

const JSON_RULES = 'It takes no comments, no comma behind a last member and no single quotes.';

/** The value, or where the text stops to be JSON, as far as the engine tells. */
function tryJson(text: string): { readonly value: unknown } | { readonly position?: number } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    // the message itself quotes the text
    const position = /at position (\d+)/.exec(String(error))?.[1];
    return position === undefined ? {} : { position: Number(position) };
  }
}

function describePlace(text: string, position: number | undefined): string {
  if (position === undefined) return '';
  const lines = text.slice(0, position).split('\n');
  return ` from line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1} on`;
}

/** @param codes the errors that count; all of them where it is left out */
function readYaml(text: string, file: string, codes?: readonly string[]): unknown {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  // a tag that means nothing here is a warning there: its value would be taken for another one
  const found = [...document.errors, ...document.warnings];
  const error = found.find(({ code }) => codes?.includes(code) ?? true);
  if (error !== undefined) {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    const what = error.code.toLowerCase().replaceAll('_', ' ');
    throw fileProblem(file, `is wrong at line ${line}, column ${col} (${what}).`);
  }
  try {
    return document.toJS();
  } catch (cause) {
    throw fileProblem(file, 'could not be read', cause);
  }
}

/** Makes variables of `${NAME}` and `${secret:NAME}` in every string; `$${` is a literal `${`. */
function markVariables(value: unknown, file: string): unknown {
  if (typeof value === 'string') {
    return value.replace(/\$\$\{|\$\{([^}]*)(\}?)/g, (written, name?: string, end?: string) => {
      if (name === undefined) return '${';
      const [, mark, variable = ''] = /^(secret:)?(.*)$/s.exec(name) ?? [];
      if (end === '}' && isVariableName(variable)) {
        return writeVariable({ kind: mark === undefined ? 'text' : 'secret', name: variable });
      }
      throw fileProblem(
        file,
        `has \`${end === '}' ? written.slice(0, 40) : /^\$\{[\w.:-]*/.exec(written)?.[0]}\`, which names no environment variable. Write \${NAME}, \${secret:NAME} for a value that no message may show, or $\${ for a literal \${.`,
      );
    });
  }
  if (Array.isArray(value)) return value.map((item) => markVariables(item, file));
  if (!isPlain(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, markVariables(member, file)]),
  );
}
