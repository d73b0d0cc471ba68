/** What an API says of an error, whatever it is called: shared by answers with the status of an error and by those without. */

/** Names under which it stands, in the order in which they are told; case, `_` and `-` do not count. */
const WORDS: readonly string[] = [
  'message',
  'msg',
  'error',
  'odata.error',
  'errormessage',
  'errormsg',
  'errmsg',
  'err',
  'faultstring',
  'errordescription',
  'title',
  'detail',
  'details',
  'description',
  'reason',
  'statusmessage',
  'resultmessage',
  'resultmsg',
  'resultdesc',
  'retmsg',
  'returnmessage',
  'returnmsg',
  'respmsg',
  'responsemessage',
  'responsemsg',
  'statustext',
  'fault',
  'exception',
  'exceptionmessage',
  'info',
  'errorinfo',
  'developermessage',
  'usermessage',
  'errors',
  'errormessages',
  'messages',
  'failures',
  'errorresponse',
  'errordetail',
  'errordetails',
  'errortype',
];

const MAX_DEPTH = 4;

/** What one of the usual shapes says, as one text; undefined for a shape that is none of them. */
export function errorWords(value: unknown): string | undefined {
  const parts = wordsOf(value, 0);
  return parts.length === 0 ? undefined : parts.join(': ');
}

function wordsOf(value: unknown, depth: number): readonly string[] {
  if (typeof value === 'string') return value.trim() === '' ? [] : [value];
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return [];
  if (Array.isArray(value)) {
    const items = value.map((item) => wordsOf(item, depth + 1).join(': '));
    return [[...new Set(items)].filter((item) => item !== '').join('; ')].filter(Boolean);
  }
  const members = Object.entries(value).map(([name, member]) => ({
    name,
    place: WORDS.indexOf(plainName(name)),
    member,
  }));
  const known = members
    .filter(({ place }) => place >= 0)
    .sort((a, b) => a.place - b.place)
    .flatMap(({ member }) => wordsOf(member, depth + 1));
  if (known.length > 0 || depth === 0) return withoutRepeats(known);
  // What is left is a map of fields to their faults.
  return members.flatMap(({ name, member }) => {
    const text = wordsOf(member, depth + 1).join(', ');
    return text === '' ? [] : [`${name} ${text}`];
  });
}

/** A name without its case, `_` and `-`, and without the prefix of an XML namespace. */
export function plainName(name: string): string {
  return name
    .toLowerCase()
    .replace(/^[\w-]+:/, '')
    .replace(/[_\s-]/g, '');
}

/** Parts of which no other one says the same and more. */
function withoutRepeats(parts: readonly string[]): readonly string[] {
  return [...new Set(parts)].filter(
    (part, _, all) => !all.some((other) => other !== part && other.includes(part)),
  );
}
