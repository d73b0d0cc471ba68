const [QUOTE, BACKSLASH, LETTER_U] = [34, 92, 117];
const ESCAPED: Readonly<Record<number, number>> = { 98: 8, 102: 12, 110: 10, 114: 13, 116: 9 };
const ESCAPE_BYTES = 6;
const REPLACEMENT = 0xfffd;

/** What a JSON token says, in its own bytes: of a string its characters, of anything else the token itself. */
export function unescapeToken(token: Buffer): Buffer {
  if (token[0] !== QUOTE) return token;
  const end = token.length - 1;
  let [from, to] = [1, 0];
  while (from < end) {
    const found = token.indexOf(BACKSLASH, from);
    const next = found < 0 || found > end ? end : found;
    token.copyWithin(to, from, next);
    to += next - from;
    from = next;
    if (from === end) break;
    const letter = token[from + 1] ?? 0;
    if (letter !== LETTER_U) {
      token[to++] = ESCAPED[letter] ?? letter;
      from += 2;
      continue;
    }
    let code = codeUnit(token, from);
    from += ESCAPE_BYTES;
    if ((code & 0xfc00) === 0xd800 && token[from] === BACKSLASH && token[from + 1] === LETTER_U) {
      const low = codeUnit(token, from);
      if ((low & 0xfc00) === 0xdc00) {
        code = 0x10000 + ((code & 0x3ff) << 10) + (low & 0x3ff);
        from += ESCAPE_BYTES;
      }
    }
    const isLone = (code & 0xf800) === 0xd800;
    to += token.write(String.fromCodePoint(isLone ? REPLACEMENT : code), to);
  }
  return token.subarray(0, to);
}

function codeUnit(token: Buffer, at: number): number {
  return Number.parseInt(token.toString('latin1', at + 2, at + ESCAPE_BYTES), 16);
}
