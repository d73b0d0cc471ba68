/** A member of an object in JSON text. */
export interface Member {
  readonly name: string;
  /** Name and value as they stand in the text. */
  readonly text: string;
  readonly value: string;
}

const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
const OPEN = new Set([91, 123]);
const CLOSE = new Set([93, 125]);

/** The members of an object in their order. The text is that of a row: valid, and without white space between its parts. */
export function membersOf(text: string): Member[] {
  const members: Member[] = [];
  let at = 1;
  while (at < text.length - 1) {
    const nameEnd = stringEnd(text, at);
    const end = valueEnd(text, nameEnd + 1);
    members.push({
      name: JSON.parse(text.slice(at, nameEnd)) as string,
      text: text.slice(at, end),
      value: text.slice(nameEnd + 1, end),
    });
    at = end + 1;
  }
  return members;
}

/** The place behind the string that begins at a quote. */
function stringEnd(text: string, start: number): number {
  for (let at = start + 1; ; at++) {
    at = text.indexOf('"', at);
    if (at < 0) throw new TypeError('the text of a row is not valid JSON');
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes++;
    if (slashes % 2 === 0) return at + 1;
  }
}

/** The place behind the value that begins there. */
function valueEnd(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = stringEnd(text, at) - 1;
    else if (OPEN.has(code)) depth++;
    else if (CLOSE.has(code) && depth-- === 0) return at;
    else if (code === COMMA && depth === 0) return at;
  }
  throw new TypeError('the text of a row is not valid JSON');
}
