import { errorWords, plainName } from '../error-words.ts';
import type { JsonNode } from '../model.ts';
import { excerpt } from '../wording.ts';
import {
  ASIDES,
  CODES,
  ENVELOPES,
  ERROR_NAMES,
  ERROR_WORDS,
  FLAGS_OF_ERROR,
  FLAGS_OF_SUCCESS,
  MESSAGES,
  ROW_PLACES,
  STATUS_NAMES,
} from './error-names.ts';
import {
  isAbsence,
  isBadCode,
  isBadStatus,
  isEmpty,
  isEmptyError,
  isFailure,
  isFalse,
  isNo,
  isScalar,
  isTrouble,
  isYes,
  wentWell,
} from './error-values.ts';
import { toValue } from './tree.ts';

/** What is known of a body when all of it was read. */
export interface ReadBody {
  /** The body without its rows. */
  readonly outline: JsonNode;
  readonly rowCount: number;
  /** Whether the rows are texts, numbers or flags. */
  readonly isOfScalars: boolean;
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

/** What marks a body as an error. */
interface Mark {
  /** Where it stands, for messages. */
  readonly name: string;
  /**
   * `error`: it is told what went wrong, perhaps with a part of the response. `status`: the response as a whole is a failure.
   * `hint`: it sounds like one, which counts only if there are no rows.
   */
  readonly kind: 'error' | 'status' | 'hint';
  /** What tells of it. */
  readonly said: JsonNode;
}

/** Objects that are looked into below the body: `Envelope.Body.Fault`. */
const MAX_DEPTH = 3;

/**
 * Whether a body says that it is an error, whatever its status. Beside the rows a mark is enough: `error` or `errors` that
 * are not empty, `success` or `ok` that are false, a `status` of `error`, a code from 400 with a message, shards that failed.
 * An object that would be the only row is an error only if it is made of nothing but such words.
 */
export function saidError({
  outline,
  rowCount,
  isOfScalars,
  onlyRow,
  keyFields,
}: ReadBody): SaidError | undefined {
  if (onlyRow !== undefined && isErrorAlone(onlyRow, keyFields)) {
    return { hasRows: false, text: describe(markOf(onlyRow, keyFields, true), onlyRow) };
  }
  const mark = markOf(outline, keyFields, onlyRow !== undefined || rowCount === 0);
  if (mark === undefined) return undefined;
  // beside a failure, a list of texts is one of messages
  const areMessages = isOfScalars && mark.kind === 'status';
  const hasRows =
    !areMessages &&
    (onlyRow === undefined
      ? rowCount > 0
      : !isEmpty(onlyRow) && !isDetail(onlyRow, mark, keyFields));
  if (mark.kind === 'hint' && hasRows) return undefined;
  return { hasRows, text: describe(mark, outline) };
}

/**
 * Whether an object that has no list of rows says that there are none: it has a word for errors that tells of none, and
 * null or `{}` in the place of the rows, and nothing else that a row could be made of.
 */
export function isEmptyAnswer(body: JsonNode): boolean {
  if (body.kind !== 'object') return false;
  // nobody said that the body is a row, and an empty object tells nothing of one
  if (body.members.size === 0) return true;
  if (markOf(body, [], true) !== undefined) return false;
  const members = [...body.members].map(([name, node]) => [plainName(name), node] as const);
  const [places, others] = [
    members.filter(([name]) => ROW_PLACES.has(name)),
    members.filter(([name]) => !ROW_PLACES.has(name)),
  ];
  return (
    places.length > 0 &&
    places.every(([, node]) => node.kind !== 'string' && isEmpty(node)) &&
    others.some(([name, node]) => isWordOfResponse(name, node)) &&
    others.every(([name]) => ERROR_WORDS.has(name))
  );
}

/** Whether an object is made of nothing but words of an error, so that nothing in it is a row. */
export function isErrorAlone(row: JsonNode, keyFields: readonly string[]): boolean {
  if (row.kind !== 'object' || row.members.size === 0) return false;
  const { members } = row;
  const isRpc = members.has('jsonrpc') || (members.has('result') && members.has('error'));
  const hasKey = keyFields.length > 0 && keyFields.every((field) => isScalar(members.get(field)));
  // the id of a JSON-RPC is that of the request
  if (hasKey && !isRpc) return false;
  if (isComplaint(members) || isProblem(members)) return true;
  const mark = markOf(row, isRpc ? [] : keyFields, true, isRpc);
  if (mark === undefined) return false;
  return [...members].every(([name, node]) => {
    const word = plainName(name);
    if (isEmpty(node) || ERROR_WORDS.has(word) || (isRpc && word === 'id')) return true;
    if (/^[@$#]|^xmlns\b/.test(name)) return true;
    if (node.kind !== 'object' || !ENVELOPES.has(word)) return false;
    return isDetail(node, mark, keyFields) || isErrorAlone(node, keyFields);
  });
}

/** Whether the lists under a name tell of errors: they are no rows, unless they are what the resource is called. */
export function isErrorList(name: string): boolean {
  if (name === '_shards') return true;
  return ERROR_NAMES.has(plainName(name)) || /^(?:warnings?|[a-z]+errors)$/.test(plainName(name));
}

/** A mark in the body, or deeper under names that the API keeps for what it says of the response. */
function markOf(
  body: JsonNode,
  keyFields: readonly string[],
  mayHint: boolean,
  isRpc = false,
  depth = 0,
): Mark | undefined {
  if (body.kind !== 'object') return undefined;
  const found = markIn(body, !isRpc && isEntity(body, keyFields), mayHint);
  if (found !== undefined) return found;
  if (depth === MAX_DEPTH) return undefined;
  for (const [name, node] of body.members) {
    if (!ENVELOPES.has(plainName(name)) || isEntity(node, keyFields)) continue;
    const inside = markOf(node, keyFields, mayHint, false, depth + 1);
    if (inside !== undefined) return { ...inside, name: `${name}.${inside.name}` };
  }
  return undefined;
}

/** Rows can stand in an object that is an entity itself: its status is not that of the response. */
function isEntity(node: JsonNode, keyFields: readonly string[]): boolean {
  if (node.kind !== 'object' || node.members.has('jsonrpc')) return false;
  const fields = keyFields.length === 0 ? ['id'] : [...keyFields, 'id'];
  return fields.some((field) => isScalar(node.members.get(field)));
}

type ObjectNode = Extract<JsonNode, { kind: 'object' }>;
type Members = ObjectNode['members'];

/** What marks an object as an error; undefined for nothing. */
function markIn(node: ObjectNode, isEntityItself: boolean, mayHint: boolean): Mark | undefined {
  const members = [...node.members];
  const marked = (name: string, kind: Mark['kind']): Mark => ({ name, kind, said: node });
  for (const [name, member] of members) {
    const word = plainName(name);
    if (ERROR_NAMES.has(word) && !isEmptyError(member)) return marked(name, strength(members));
    if (FLAGS_OF_SUCCESS.has(word) && isNo(member)) return marked(name, 'status');
    if (FLAGS_OF_ERROR.has(word) && isYes(member)) return marked(name, 'status');
    if (name === '_shards' && failedShards(member)) {
      return { name: `${name}.failed`, kind: 'error', said: member };
    }
    if (isEntityItself) continue;
    if (STATUS_NAMES.has(word) && isBadStatus(member)) return marked(name, 'status');
    if (word === 'status' && isFalse(member) && saysMore(members)) return marked(name, 'status');
    if (word === 'message' && isScalar(member) && member.text === 'NOTOK') {
      return marked(name, 'status');
    }
  }
  if (isEntityItself) return undefined;
  const code = members.find(([name, member]) => CODES.has(plainName(name)) && isBadCode(member));
  if (code !== undefined && saysWhy(members, plainName(code[0]))) return marked(code[0], 'status');
  if (!mayHint) return undefined;
  const hint = members.find(([name, member]) => hintsAtTrouble(plainName(name), member, members));
  if (hint !== undefined) return marked(hint[0], 'hint');
  return isComplaint(node.members) ? marked(members[0]?.[0] ?? '', 'hint') : undefined;
}

/** Beside a flag or a status that says so, too, an error is that of the whole response. */
function strength(members: readonly (readonly [string, JsonNode])[]): 'error' | 'status' {
  const isWhole = members.some(([name, node]) => {
    const word = plainName(name);
    return (
      (FLAGS_OF_SUCCESS.has(word) && isNo(node)) || (STATUS_NAMES.has(word) && isBadStatus(node))
    );
  });
  return isWhole ? 'status' : 'error';
}

/** Whether a search says that parts of it failed, as Elasticsearch does. */
function failedShards(node: JsonNode): boolean {
  const failed = node.kind === 'object' ? node.members.get('failed') : undefined;
  return failed?.kind === 'number' && Number(failed.text) > 0;
}

/** Whether a code that could mean anything stands beside words that sound like an error. */
function hintsAtTrouble(
  word: string,
  node: JsonNode,
  members: readonly (readonly [string, JsonNode])[],
): boolean {
  if (!CODES.has(word) || (node.kind !== 'number' && node.kind !== 'string')) return false;
  const messages = members.flatMap(([name, member]) => {
    const text = MESSAGES.has(plainName(name)) ? errorWords(toValue(member)) : undefined;
    return text === undefined || wentWell(text) ? [] : [text];
  });
  if (/^-\d+$/.test(node.text)) return messages.length > 0;
  // where 0 stands for a failure, only the message tells
  if (/^0+$/.test(node.text) && word !== 'status') return messages.some(isFailure);
  if (wentWell(node.text)) return false;
  // that nothing was found is not a failure of a list
  const isNamed = /[a-z]/i.test(node.text) && !members.some(([, { kind }]) => kind === 'array');
  return messages.some((text) => isTrouble(text) || (isNamed && isAbsence(text)));
}

/** Whether an object holds a message and nothing else, and that message is a complaint. */
function isComplaint(members: Members): boolean {
  const texts = [...members].flatMap(([name, node]) =>
    MESSAGES.has(plainName(name)) ? [node] : [],
  );
  return (
    texts.some(
      (node) => node.kind === 'string' && (isTrouble(node.text) || isAbsence(node.text)),
    ) &&
    [...members.keys()].every(
      (name) => MESSAGES.has(plainName(name)) || ASIDES.has(plainName(name)),
    )
  );
}

/** Problem details of RFC 9457, which may have members of their own. */
function isProblem(members: Members): boolean {
  const [title, status] = [members.get('title'), members.get('status')];
  const isNumbered = isScalar(status) && isBadCode(status) && Number(status.text) < 600;
  const isTyped = members.has('type') || members.has('detail');
  return isNumbered && title?.kind === 'string' && isTyped && !members.has('id');
}

/**
 * Whether an object that stands where the only row would says what is wrong: it has no key, and holds words of an error, or
 * texts under the names of fields, as JSend has it.
 */
function isDetail(node: JsonNode, { kind }: Mark, keyFields: readonly string[]): boolean {
  if (kind === 'error' || node.kind !== 'object' || isEntity(node, keyFields)) return false;
  return [...node.members].every(
    ([name, member]) => ERROR_WORDS.has(plainName(name)) || (kind === 'status' && isTexts(member)),
  );
}

function isTexts(node: JsonNode): boolean {
  if (node.kind === 'array') return node.items.every(isTexts);
  if (node.kind === 'object') return [...node.members.values()].every(isTexts);
  return node.kind === 'string' || node.kind === 'null';
}

/** Whether a member tells how the request went, and that it went well, given that nothing marks an error. */
function isWordOfResponse(word: string, node: JsonNode): boolean {
  if (ERROR_NAMES.has(word) || FLAGS_OF_SUCCESS.has(word)) return true;
  if (CODES.has(word) && isScalar(node) && /^\d+$/.test(node.text)) return true;
  return STATUS_NAMES.has(word) && isScalar(node) && /^(?:ok|success|true)$/i.test(node.text);
}

/** Whether a message or a place for rows stands beside a status. */
function saysMore(members: readonly (readonly [string, JsonNode])[]): boolean {
  return members.some(([name]) => MESSAGES.has(plainName(name)) || ROW_PLACES.has(plainName(name)));
}

/** Whether a message stands beside a code; a title only beside one of HTTP, as in RFC 9457. */
function saysWhy(members: readonly (readonly [string, JsonNode])[], code: string): boolean {
  return members.some(([name, node]) => {
    const word = plainName(name);
    const isMessage = MESSAGES.has(word) || (word === 'title' && code.endsWith('status'));
    return isMessage && !isEmpty(node) && !wentWell(errorWords(toValue(node)) ?? '');
  });
}

/** The mark, and what the body says: of the object that has the mark, else of the whole. */
function describe(mark: Mark | undefined, body: JsonNode): string {
  const words =
    (mark === undefined ? undefined : errorWords(toValue(mark.said))) ?? errorWords(toValue(body));
  const text = words === undefined ? '' : `\`${excerpt(words)}\``;
  if (mark === undefined) return text;
  return `\`${mark.name}\`${text === '' ? '' : `: ${text}`}`;
}
