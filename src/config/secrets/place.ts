import { isCredentialName, MIN_LITERAL_LENGTH } from '../../http/credentials.ts';
import type { ConfigPath } from '../format/config-path.ts';

/** Values of `auth` that may be shown. */
const OPEN_AUTH_KEYS: ReadonlySet<string> = new Set([
  'type',
  'name',
  'location',
  'access_token_url',
  'auth_method',
  'algorithm',
  'key_id',
  'subject',
  'audience',
  'scopes',
  'default_token_expiration',
]);

/** Objects in `auth` of which each value is a secret only if its name says so. */
const OPEN_FIELDS: ReadonlySet<string> = new Set([
  'access_token_request_data',
  'access_token_request_headers',
  'claims',
]);

/** Values of `auth` that authenticate whatever they are, so that one of them is a secret even if it is short. */
const SECRET_AUTH_KEYS: ReadonlySet<string> = new Set([
  'token',
  'api_key',
  'password',
  'client_secret',
  'access_token',
  'refresh_token',
  'private_key',
  'private_key_passphrase',
]);

/** Whether a value of `auth` may be shown. */
export function isOpenAuthKey(key: string): boolean {
  return OPEN_AUTH_KEYS.has(key);
}

/** Whether this is a value of `auth` that authenticates, or may do so. */
export function isAuthPlace(path: ConfigPath): boolean {
  const key = authKey(path);
  if (key === undefined || OPEN_AUTH_KEYS.has(key)) return false;
  // most fields of a token request are words such as `read`, and none of them has to be a secret
  return !OPEN_FIELDS.has(key) || isCredentialName(String(path.at(-1)));
}

/** Whether a value that authenticates, or may do so, is masked wherever it comes up. */
export function isMaskable(key: string | number | undefined, value: string): boolean {
  return SECRET_AUTH_KEYS.has(String(key)) || value.length >= MIN_LITERAL_LENGTH;
}

function authKey(path: ConfigPath): string | undefined {
  const at = path.indexOf('auth');
  const around = path[at - 1];
  const key = path[at + 1];
  return (around === 'client' || around === 'endpoint') && key !== undefined
    ? String(key)
    : undefined;
}

/** Whether this is a header, a parameter or a field of a body whose name says that it authenticates. */
export function isCredentialPlace(path: ConfigPath): boolean {
  const section = path.findIndex((segment) => segment === 'headers' || segment === 'params');
  if (section >= 0) return isCredentialName(String(path[section + 1]));
  return bodyPath(path)?.some((name) => isCredentialName(String(name))) ?? false;
}

/** Whether this is a text that may hold parameters or fields of its own: a path with a query, a body as it is sent. */
export function isPairsPlace(path: ConfigPath): boolean {
  return isEndpointPath(path) || bodyPath(path)?.length === 0;
}

/** The names inside of the body of a request; none for the body itself, undefined elsewhere. */
function bodyPath(path: ConfigPath): ConfigPath | undefined {
  const at = path.indexOf('endpoint') + 1;
  const isBody = at > 0 && (path[at] === 'json' || path[at] === 'data');
  return isBody ? path.slice(at + 1) : undefined;
}

/** Whether this is the beginning of a URL or its path, where `${NAME}` of a text file is no secret. */
export function isUrlPlace(path: ConfigPath): boolean {
  const isUrl = path.join('.') === 'client.base_url' || path.at(-1) === 'access_token_url';
  return isUrl || path.join('.').startsWith('client.allowed_hosts.') || isEndpointPath(path);
}

/** Whether braces stand for placeholders here. The value of a variable has none, whatever it holds. */
export function isBracePlace(path: ConfigPath): boolean {
  if (isEndpointPath(path)) return true;
  const endpoint = path.indexOf('endpoint');
  const section = path[endpoint + 1];
  return endpoint > 0 && ['params', 'headers', 'json', 'data'].includes(String(section));
}

/** `endpoint.path`, written out or short. */
function isEndpointPath(path: ConfigPath): boolean {
  const isShorthand = path[0] === 'resources' && path.length === 2;
  return isShorthand || path.at(-1) === 'endpoint' || path.slice(-2).join('.') === 'endpoint.path';
}
