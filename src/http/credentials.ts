/** Words of a name that say that its value authenticates, wherever they stand in it. */
const WORDS: ReadonlySet<string> = new Set([
  'apikey',
  'appid',
  'assertion',
  'authorization',
  'bearer',
  'cookie',
  'credential',
  'credentials',
  'hmac',
  'jwt',
  'passphrase',
  'password',
  'passwd',
  'pwd',
  'secret',
  'signature',
  'token',
]);

/** Words that say so only at the end: `X-Auth`, but not `auth_mode`. */
const LAST_WORDS: ReadonlySet<string> = new Set([
  'auth',
  'key',
  'otp',
  'pass',
  'pat',
  'session',
  'sid',
  'sig',
  'sign',
]);

/** The same where words are written as one: `hapikey`, `JSESSIONID`, `accessToken`. */
const ENDING =
  /(?:token|secret|password|passwd|pwd|passphrase|signature|credentials?|authorization|cookie|jwt|(?:api|app|access|account|auth|consumer|dev|developer|secret|private|security|service|shared|signing|storage|subscription|master|client|license|user|webhook)key|apisig|accesskeyid|sess(?:ion)?id)$/;

/** A name that ends with one of these tells of a credential, and is none. */
const ABOUT: ReadonlySet<string> = new Set([
  'algorithm',
  'count',
  'date',
  'expiration',
  'expires',
  'expiry',
  'format',
  'limit',
  'location',
  'method',
  'mode',
  'name',
  'policy',
  'status',
  'time',
  'ttl',
  'type',
  'uri',
  'url',
  'version',
]);

/** The names of fields and of places among pages, which authenticate nobody: `sort_key`, `next_page_token`. */
const ORDINARY =
  /(?:sort|order|group|primary|foreign|unique|partition|shard|row|column|index|parent|child|reference|idempotency|cache|public|locale|translation)key$|(?:page|next|prev|previous|last|start|cursor|continuation|sync|scroll|resume)(?:key|token)$/;

/** Whether a header, parameter, cookie or field carries what authenticates, by its name in any spelling. */
export function isCredentialName(name: string): boolean {
  const words = wordsOf(name);
  const last = words.at(-1) ?? '';
  const joined = words.join('');
  if ((words.length > 1 && ABOUT.has(last)) || ORDINARY.test(joined)) return false;
  return words.some((word) => WORDS.has(word)) || LAST_WORDS.has(last) || ENDING.test(joined);
}

/** `X-Shopify-AccessToken2` is [x, shopify, access, token]. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '');
}

/** A shorter value is a secret only where it is one for sure: to mask it would mask half of the text. */
export const MIN_LITERAL_LENGTH = 8;

/**
 * What of a value that authenticates is a secret by itself: what stands behind a scheme (`Bearer …`), user name and
 * password of `Basic`, the values of `name=value` in a cookie or a scheme. Short ones are left out.
 */
export function secretParts(value: string): string[] {
  const behindScheme = /^[A-Za-z][\w-]*\s+(\S.*)$/s.exec(value)?.[1] ?? '';
  const isBasic = /^basic\s/i.test(value);
  const pair = isBasic ? Buffer.from(behindScheme, 'base64').toString('utf8') : '';
  const colon = pair.indexOf(':');
  const parts = [
    behindScheme,
    ...(colon < 0 ? [] : [pair, pair.slice(0, colon), pair.slice(colon + 1)]),
    ...[...value.matchAll(/[\w.-]+\s*=\s*"?([^";,]+)/g)].map((match) => (match[1] ?? '').trim()),
  ];
  return [...new Set(parts)].filter((part) => part.length >= MIN_LITERAL_LENGTH && part !== value);
}

/** A pair of a query, a form, or a JSON text. */
const PAIR = /([?&]|^)([^?&=#\s]+)=([^&#]*)|"([^"\\]+)"(\s*:\s*")((?:[^"\\]|\\.)*)/g;

/** The text with another one in place of each value whose name says that it authenticates. */
export function replaceCredentials(text: string, replace: (value: string) => string): string {
  return text.replace(
    PAIR,
    (
      all,
      before,
      name?: string,
      value?: string,
      key?: string,
      between?: string,
      inner?: string,
    ) => {
      if (name !== undefined) {
        return isCredentialName(decoded(name)) ? `${before}${name}=${replace(value ?? '')}` : all;
      }
      return isCredentialName(key ?? '') ? `"${key}"${between}${replace(inner ?? '')}` : all;
    },
  );
}

/** A text of a URL as it is meant; as it stands where it is no such text. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
