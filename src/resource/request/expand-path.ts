import type { BindValues } from './bind-values.ts';
import { describeText, expressionText, valueError, wholeExpression } from './expand-text.ts';
import { isFullUrl } from './join-url.ts';
import type { TextTemplate } from './template.ts';

/** A segment that names no place but leads to another one, in each of the ways to write it. */
const DOTS = /^(?:\.|%2e){1,2}$/i;

/**
 * A path with its values in place, each percent-encoded as one segment: whatever a value holds, it stays inside of its
 * place in the address. Only a path that is one expression and nothing else may become a full URL, as rows that link to
 * their details have it; which hosts may be asked is for the HTTP client to say.
 *
 * @throws {SourceError} SOURCE_PARENT_FIELD for a value of the parent that makes a segment empty, and for one that makes
 * it `.` or `..`: every URL parser takes these for a step to another folder, however they are encoded.
 */
export function expandPath(path: TextTemplate, values: BindValues): string {
  const whole = wholeExpression(path);
  const link = whole === undefined ? '' : expressionText(whole, values);
  if (isLink(link)) return link;
  const parts = path.map((part) =>
    typeof part === 'string'
      ? part
      : encodeURIComponent(expressionText(part, values).toWellFormed()),
  );
  const problem = segmentsOf(path, parts).map(segmentProblem).find(Boolean);
  if (problem !== undefined) {
    throw valueError(`in the path \`${describeText(path)}\` a value ${problem}: another address`);
  }
  return parts.join('');
}

function isLink(text: string): boolean {
  if (!isFullUrl(text) || !URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username === '' && password === '';
}

interface Segment {
  text: string;
  hasValue: boolean;
  hasParentValue: boolean;
}

/** What is wrong with a segment; dots and nothing that were written so are meant. */
function segmentProblem({ text, hasValue, hasParentValue }: Segment): string | undefined {
  if (hasValue && DOTS.test(text)) return 'makes a whole segment `.` or `..`';
  return hasParentValue && text === '' ? 'is empty and makes a segment empty' : undefined;
}

/** What stands between the slashes, as far as the query. */
function segmentsOf(path: TextTemplate, parts: readonly string[]): readonly Segment[] {
  let segment: Segment = { text: '', hasValue: false, hasParentValue: false };
  const segments = [segment];
  for (const [i, part] of parts.entries()) {
    const written = path[i];
    if (typeof written === 'object') {
      segment.text += part;
      segment.hasValue = true;
      segment.hasParentValue ||= written.kind === 'parent';
      continue;
    }
    const [before = '', query] = part.split(/[?#]/, 2);
    const [rest = '', ...more] = before.split(/[/\\]/);
    segment.text += rest;
    for (const text of more) {
      segment = { text, hasValue: false, hasParentValue: false };
      segments.push(segment);
    }
    if (query !== undefined) break;
  }
  return segments;
}
