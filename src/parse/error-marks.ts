import { errorWords, plainName } from '../error-words.ts';
import { excerpt } from '../excerpt.ts';
import type { JsonNode } from '../model.ts';
import { toValue } from './tree.ts';

/** What is known of a body when all of it was read. */
export interface ReadBody {
  /** The body without its rows. */
  readonly outline: JsonNode;
  readonly rowCount: number;
  /** The only row, if it is an object that stands in no list. */
  readonly onlyRow?: JsonNode | undefined;
  /** Fields of the primary key: an object that has them is a row, whatever else it says. */
  readonly keyFields: readonly string[];
}

/** What a body says of an error: it holds nothing else, or it holds rows as well. */
export interface SaidError {
  readonly hasRows: boolean;
  readonly text: string;
}

/**
 * Whether a body says that it is an error, whatever its status. Beside the rows a mark is enough: `error` or `errors` that
 * are not empty, `success` or `ok` that are false, a `status` of `error`, a code from 400 with a message. An object that
 * would be the only row is an error only if it is made of nothing but such words.
 */
export function saidError({
  outline,
  rowCount,
  onlyRow,
  keyFields,
}: ReadBody): SaidError | undefined {
  if (onlyRow !== undefined && isErrorAlone(onlyRow, keyFields)) {
    return { hasRows: false, text: describe(onlyRow, markIn(onlyRow) ?? '') };
  }
  const mark = markOf(outline, keyFields);
  if (mark === undefined) return undefined;
  const hasRows = onlyRow === undefined ? rowCount > 0 : !isEmpty(onlyRow);
  return { hasRows, text: describe(outline, mark) };
}

/**
 * Whether an object that has no list of rows says that there are none: it has a word for errors that tells of none, and
 * null or `{}` in the place of the rows, and nothing else that a row could be made of.
 */
export function isEmptyAnswer(body: JsonNode): boolean {
  if (body.kind !== 'object') return false;
  // nobody said that the body is a row, and an empty object tells nothing of one
  if (body.members.size === 0) return true;
  if (markIn(body) !== undefined) return false;
  const members = [...body.members].map(([name, node]) => [plainName(name), node] as const);
  const [places, others] = [
    members.filter(([name]) => ROW_PLACES.has(name)),
    members.filter(([name]) => !ROW_PLACES.has(name)),
  ];
  return (
    places.length > 0 &&
    places.every(([, node]) => node.kind !== 'string' && isEmpty(node)) &&
    others.some(([name]) => ERROR_NAMES.has(name) || FLAGS_OF_SUCCESS.has(name)) &&
    others.every(([name]) => ERROR_WORDS.has(name))
  );
}

/** Whether the lists under a name tell of errors: they are no rows, unless they are what the resource is called. */
export function isErrorList(name: string): boolean {
  return ERROR_NAMES.has(plainName(name)) || /^(?:warnings?|[a-z]+errors)$/.test(plainName(name));
}

function isErrorAlone(row: JsonNode, keyFields: readonly string[]): boolean {
  if (row.kind !== 'object' || row.members.size === 0 || markIn(row) === undefined) return false;
  const isRpc = row.members.has('jsonrpc');
  const hasKey =
    keyFields.length > 0 && keyFields.every((field) => isScalar(row.members.get(field)));
  // the id of a JSON-RPC is that of the request
  if (hasKey && !isRpc) return false;
  return [...row.members].every(([name, node]) => {
    const word = plainName(name);
    return isEmpty(node) || ERROR_WORDS.has(word) || (isRpc && word === 'id');
  });
}

/** A mark in the body, or one level deeper under a name that the API keeps for what it says of the answer. */
function markOf(body: JsonNode, keyFields: readonly string[]): string | undefined {
  if (body.kind !== 'object') return undefined;
  const found = markIn(body, isEntity(body, keyFields));
  if (found !== undefined) return found;
  for (const [name, node] of body.members) {
    if (node.kind !== 'object' || !ENVELOPES.has(plainName(name))) continue;
    if (isEntity(node, keyFields)) continue;
    const inside = markIn(node);
    if (inside !== undefined) return `${name}.${inside}`;
  }
  return undefined;
}

/** Rows can stand in an object that is an entity itself: its status is not that of the answer. */
function isEntity(node: JsonNode, keyFields: readonly string[]): boolean {
  if (node.kind !== 'object' || node.members.has('jsonrpc')) return false;
  const fields = keyFields.length === 0 ? ['id'] : [...keyFields, 'id'];
  return fields.some((field) => isScalar(node.members.get(field)));
}

/** The name of what marks an object as an error; undefined for none. */
function markIn(node: JsonNode, isEntityItself = false): string | undefined {
  if (node.kind !== 'object') return undefined;
  const members = [...node.members];
  for (const [name, member] of members) {
    const word = plainName(name);
    if (ERROR_NAMES.has(word) && !isEmptyError(member)) return name;
    if (FLAGS_OF_SUCCESS.has(word) && isNo(member)) return name;
    if (FLAGS_OF_ERROR.has(word) && isYes(member)) return name;
    if (!isEntityItself && STATUS_NAMES.has(word) && isBadStatus(member)) return name;
    if (word === 'message' && isScalar(member) && member.text === 'NOTOK') return name;
  }
  if (isEntityItself) return undefined;
  const code = members.find(([name, member]) => CODES.has(plainName(name)) && isBadCode(member));
  return code !== undefined && saysWhy(members, plainName(code[0])) ? code[0] : undefined;
}

function isEmptyError(node: JsonNode): boolean {
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

function isNo(node: JsonNode): boolean {
  return isScalar(node) && /^(?:false|0|no|n|failed|fail|error)$/i.test(node.text);
}

function isYes(node: JsonNode): boolean {
  return isScalar(node) && /^(?:true|1|yes|y)$/i.test(node.text);
}

function isBadStatus(node: JsonNode): boolean {
  return node.kind === 'string' && BAD_STATUS.test(node.text.trim());
}

const BAD_STATUS =
  /^(?:error|err|fail(?:ed|ure)?|ko|nok|not[ _-]?ok|denied|unauthori[sz]ed|forbidden|fault|exception|(?:request|access|permission)_denied|invalid_(?:request|argument)|over_(?:query|daily)_limit|unknown_error|rate_limited|unauthenticated|resource_exhausted)$/i;

/** A status of HTTP or a code of the API's own, such as 40001; those that begin with 2 stand for success. */
function isBadCode(node: JsonNode): boolean {
  if (node.kind !== 'number' && node.kind !== 'string') return false;
  return /^[13-9]\d{2,9}$/.test(node.text) && Number(node.text) >= 400;
}

/** Whether a message stands beside a code; a title only beside one of HTTP, as in RFC 9457. */
function saysWhy(members: readonly (readonly [string, JsonNode])[], code: string): boolean {
  return members.some(([name, node]) => {
    const word = plainName(name);
    const isMessage = MESSAGES.has(word) || (word === 'title' && code.endsWith('status'));
    return isMessage && !isEmpty(node) && !WENT_WELL.test(errorWords(toValue(node)) ?? '');
  });
}

const WENT_WELL = /^\W*ok\b|\bsuccess(?:ful(?:ly)?)?\b|\bsucceeded\b|成功/i;

function isEmpty(node: JsonNode): boolean {
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

function isScalar(node: JsonNode | undefined): node is Extract<JsonNode, { text: string }> {
  if (node === undefined || node.kind === 'object' || node.kind === 'array') return false;
  return node.kind !== 'null' && node.text !== '';
}

function describe(said: JsonNode, mark: string): string {
  const words = errorWords(toValue(said));
  return `\`${mark}\`${words === undefined ? '' : `: \`${excerpt(words)}\``}`;
}

// All of these are compared without case, `_` and `-`.

/** What is not empty under these is an error. */
const ERROR_NAMES: ReadonlySet<string> = new Set([
  ...['error', 'errors', 'err', 'errmsg', 'errcode', 'errno', 'errormessage', 'errormessages'],
  ...['errormsg', 'errorcode', 'errordescription', 'errorinfo', 'errordetail', 'errordetails'],
  ...[
    'errortype',
    'fault',
    'faultstring',
    'faultcode',
    'exception',
    'exceptionmessage',
    'odata.error',
  ],
]);

const FLAGS_OF_SUCCESS: ReadonlySet<string> = new Set([
  ...['success', 'ok', 'succeeded', 'successful', 'issuccess', 'issuccessful', 'isok'],
]);

const FLAGS_OF_ERROR: ReadonlySet<string> = new Set([
  ...['haserror', 'haserrors', 'iserror', 'failed', 'isfailed', 'isfailure'],
]);

const STATUS_NAMES: ReadonlySet<string> = new Set([
  ...['status', 'stat', 'result', 'type', 'response', 'resultcode'],
]);

const CODES: ReadonlySet<string> = new Set([
  ...['code', 'statuscode', 'status', 'cod', 'httpcode', 'httpstatus', 'httpstatuscode'],
  ...['responsecode', 'resultcode', 'returncode', 'retcode'],
]);

const MESSAGES: ReadonlySet<string> = new Set([
  ...['message', 'msg', 'messages', 'detail', 'details', 'reason', 'statusmessage', 'statustext'],
  ...['resultmessage', 'retmsg', 'returnmessage'],
]);

/** Objects in which an API says something of its answer, or that hold the rows. */
const ENVELOPES: ReadonlySet<string> = new Set([
  ...['meta', 'metadata', 'status', 'header', 'headers', 'responseheader', 'responsestatus'],
  ...['response', 'result', 'results', 'data', 'body', 'payload', 'd'],
]);

/** Where the rows stand in answers that have some. */
const ROW_PLACES: ReadonlySet<string> = new Set([
  ...['data', 'result', 'results', 'items', 'rows', 'records', 'response', 'payload'],
]);

/** Everything that an answer is made of which tells of an error and nothing else. */
const ERROR_WORDS: ReadonlySet<string> = new Set([
  ...ERROR_NAMES,
  ...FLAGS_OF_SUCCESS,
  ...FLAGS_OF_ERROR,
  ...STATUS_NAMES,
  ...CODES,
  ...MESSAGES,
  ...['servedby', 'responsemetadata'],
  ...[
    'message',
    'msg',
    'messages',
    'detail',
    'details',
    'description',
    'reason',
    'title',
    'info',
    'instance',
    'hint',
  ],
  ...['statusmessage', 'statustext', 'developermessage', 'usermessage', 'cause', 'causes', 'trace'],
  ...['stack', 'stacktrace', 'debug', 'severity', 'category', 'subcategory', 'target', 'subcode'],
  ...['errorsubcode', 'erroruri', 'errorid', 'warning', 'warnings', 'retryable', 'retryafter'],
  ...[
    'documentation',
    'documentationurl',
    'docs',
    'docsurl',
    'help',
    'helpurl',
    'moreinfo',
    'links',
  ],
  ...[
    'link',
    'href',
    'url',
    'uri',
    'termsofuse',
    'support',
    'requestid',
    'traceid',
    'correlationid',
  ],
  ...['transactionid', 'logref', 'debugid', 'timestamp', 'time', 'date', 'datetime', 'servertime'],
  ...['duration', 'took', 'path', 'method', 'endpoint', 'host', 'version', 'apiversion', 'jsonrpc'],
  ...[
    'needed',
    'provided',
    'extensions',
    'meta',
    'metadata',
    'header',
    'responseheader',
    'request',
  ],
]);
