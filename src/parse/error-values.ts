import type { JsonNode } from '../model.ts';

// What values and messages of a response sound like. Messages are never certain: they count only where nothing could be a row.

/** Whether a message says that all is well. */
export function wentWell(text: string): boolean {
  return /^\W*ok\b|\bsuccess(?:ful(?:ly)?)?\b|\bsucceeded\b|\bno errors?\b|成功/i.test(text);
}

/** Whether a message says that something went wrong. */
export function isTrouble(text: string): boolean {
  // codes in capitals are words, too: INVALID_USER_KEY
  const words = text.replaceAll('_', ' ');
  return !wentWell(words) && TROUBLE.some((sound) => sound.test(words));
}

/** Whether a message begins by saying that it failed. */
export function isFailure(text: string): boolean {
  return /^\W*(?:fail(?:ed|ure)?\b|error\b|失败)/i.test(text);
}

/** Whether a message says that something is not there. */
export function isAbsence(text: string): boolean {
  return /\bnot found\b|\bno (?:\S+ ){0,4}found\b|\b(?:does(?:n't| not)|not) exist|\bnot provided\b|\bno such\b|不存在/i.test(
    text,
  );
}

const TROUBLE: readonly RegExp[] = [
  /\berrors?\b|\bfail(?:s|ed|ure|ures)?\b|\bexceptions?\b|\binvalid\b|\billegal\b|\bbad (?:request|token|key|credentials)\b/i,
  /\bdenied\b|\bunauthori[sz]ed\b|\bforbidden\b|\b(?:un|not )authenticated\b|\bnot (?:allowed|permitted|authori[sz]ed|supported)\b/i,
  /\bexpired\b|\brevoked\b|\bexceed(?:s|ed)?\b|\btoo many\b|\brate.?limit|\b(?:quota|limit) (?:reached|used up)\b/i,
  /\btimed?[ -]?out\b|\b(?:un|not )available\b|\bunable to\b|\bcan(?: ?not|'t)\b|\bcould not\b|\bmissing\b|\bis required\b|\bmaintenance\b/i,
  /错误|失败|无效|异常|过期|未授权|权限|非法|超限|频繁|缺少|不能为空|不正确|有误/,
];

export function isEmptyError(node: JsonNode): boolean {
  switch (node.kind) {
    case 'object':
      return [...node.members.values()].every(isEmptyError);
    case 'array':
      return node.items.every(isEmptyError);
    case 'number':
      return Number(node.text) === 0 || node.text === '200';
    case 'string':
      return NO_ERROR.has(node.text.trim().toLowerCase());
    case 'boolean':
      return node.text === 'false';
    default:
      return true;
  }
}

const NO_ERROR: ReadonlySet<string> = new Set([
  ...['', '0', '00', '000', '0000', 'false', 'null', 'nil', 'none', 'no', 'ok', 'okay', 'n/a', '-'],
  ...['success', 'successful', 'no error', 'no errors', 'noerror', 'no_error'],
]);

export function isNo(node: JsonNode): boolean {
  return isScalar(node) && /^(?:false|0|no|n|failed|fail|error)$/i.test(node.text);
}

export function isYes(node: JsonNode): boolean {
  return isScalar(node) && /^(?:true|1|yes|y)$/i.test(node.text);
}

export function isFalse(node: JsonNode): boolean {
  return node.kind === 'boolean' && node.text === 'false';
}

export function isBadStatus(node: JsonNode): boolean {
  if (node.kind !== 'string') return false;
  return BAD_STATUS.test(node.text.trim()) || ERROR_CLASS.test(node.text);
}

/** What a program calls its errors: `com.amazon#ValidationException`. */
const ERROR_CLASS = /^[\w.#:/-]*[a-z](?:Exception|Error)$/;

const BAD_STATUS =
  /^(?:error|err|fail(?:ed|ure)?|ko|nok|not[ _-]?ok|denied|unauthori[sz]ed|forbidden|fault|exception|(?:request|access|permission)_denied|invalid_(?:request|argument)|over_(?:query|daily)_limit|unknown_error|rate_limited|unauthenticated|resource_exhausted)$/i;

/** A status of HTTP or a code of the API's own, such as 40001; those that begin with 2 stand for success. */
export function isBadCode(node: JsonNode): boolean {
  if (node.kind !== 'number' && node.kind !== 'string') return false;
  return /^[13-9]\d{2,9}$/.test(node.text) && Number(node.text) >= 400;
}

export function isEmpty(node: JsonNode): boolean {
  switch (node.kind) {
    case 'object':
      return node.members.size === 0;
    case 'array':
      return node.items.length === 0;
    case 'null':
      return true;
    default:
      return node.kind === 'string' && node.text === '';
  }
}

export function isScalar(node: JsonNode | undefined): node is Extract<JsonNode, { text: string }> {
  if (node === undefined || node.kind === 'object' || node.kind === 'array') return false;
  return node.kind !== 'null' && node.text !== '';
}
