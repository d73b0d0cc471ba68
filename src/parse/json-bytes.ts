/** Bytes that JSON text is made of. */
export const SPACE = 32;
export const QUOTE = 34;
export const PLUS = 43;
export const COMMA = 44;
export const MINUS = 45;
export const POINT = 46;
export const SLASH = 47;
export const ZERO = 48;
export const NINE = 57;
export const COLON = 58;
export const UPPER_E = 69;
export const OPEN_LIST = 91;
export const BACKSLASH = 92;
export const CLOSE_LIST = 93;
export const LOWER_E = 101;
export const LOWER_F = 102;
export const LOWER_N = 110;
export const LOWER_T = 116;
export const LOWER_U = 117;
export const OPEN_OBJECT = 123;
export const CLOSE_OBJECT = 125;

/** The bytes end before the value does. */
export const MORE = -1;
/** What stands there is not JSON, or may not be. */
export const UNSURE = -2;

export const IS_SPACE: Uint8Array = new Uint8Array(256);
for (const byte of Buffer.from(' \t\n\r')) IS_SPACE[byte] = 1;

export function isSpace(byte: number | undefined): boolean {
  return byte !== undefined && IS_SPACE[byte] === 1;
}
