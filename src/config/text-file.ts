import { LineCounter, parseDocument } from 'yaml';
import { fileProblem } from './file-problem.ts';
import { isPlain } from './plain.ts';
import { isVariableName, writeVariable } from './variable.ts';

/** @throws {ConfigError} that names the line and column, and none of the text: it may be a secret. */
export function parseYamlConfig(text: string, file: string): unknown {
  return markVariables(readYaml(text, file), file);
}

/** @throws {ConfigError} as {@link parseYamlConfig}. */
export function parseJsonConfig(text: string, file: string): unknown {
  const parsed = tryJson(text);
  // JSON is YAML, as far as it is right. The other parser knows where it stops to be right, and it minds a name that
  // comes twice in one object, where `JSON.parse` takes the last and says nothing.
  readYaml(text, file);
  if (parsed === undefined) {
    throw fileProblem(
      file,
      'is not JSON. Comments, commas behind the last member and single quotes are not part of it.',
    );
  }
  return markVariables(parsed.value, file);
}

function tryJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function readYaml(text: string, file: string): unknown {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  // a tag that means nothing here is a warning there: its value would be taken for another one
  const [error] = [...document.errors, ...document.warnings];
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

/** Makes variables of `${NAME}` in every string; `$${` is a literal `${`. */
function markVariables(value: unknown, file: string): unknown {
  if (typeof value === 'string') {
    return value.replace(/\$\$\{|\$\{([^}]*)(\}?)/g, (written, name?: string, end?: string) => {
      if (name === undefined) return '${';
      if (end === '}' && isVariableName(name)) return writeVariable({ kind: 'text', name });
      throw fileProblem(
        file,
        `has \`${written.slice(0, 40)}\`, which names no environment variable. Write \${NAME}, or $\${ for a literal \${.`,
      );
    });
  }
  if (Array.isArray(value)) return value.map((item) => markVariables(item, file));
  if (!isPlain(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, markVariables(member, file)]),
  );
}
