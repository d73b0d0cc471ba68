import { isCredentialName, MIN_LITERAL_LENGTH } from '../../http/credentials.ts';
import { secrecyOf } from '../format/auth.ts';
import type { ConfigPath } from '../format/issues.ts';

/** Whether a value of `auth` may be shown. */
export function isOpenAuthKey(key: string): boolean {
  return secrecyOf(key) === 'open';
}

/** Whether this is a value of `auth` that authenticates, or may do so. */
export function isAuthPlace(path: ConfigPath): boolean {
  const key = authKey(path);
  if (key === undefined || isOpenAuthKey(key)) return false;
  // most fields of a token request are words such as `read`, and none of them has to be a secret
  return secrecyOf(key) !== 'by field name' || isCredentialName(String(path.at(-1)));
}

/** Whether a value that authenticates, or may do so, is masked wherever it comes up, even if it is short. */
export function isMaskable(key: string | number | undefined, value: string): boolean {
  return secrecyOf(String(key)) === 'secret' || value.length >= MIN_LITERAL_LENGTH;
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
