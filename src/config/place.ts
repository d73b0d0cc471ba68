import type { ConfigPath } from './config-path.ts';

const CREDENTIAL_NAMES: ReadonlySet<string> = new Set([
  'authorization',
  'proxyauthorization',
  'cookie',
  'apikey',
  'apitoken',
  'accesstoken',
  'authtoken',
  'token',
  'secret',
  'clientsecret',
  'password',
  'pwd',
]);

/** Whether this is a value of `auth` that authenticates. */
export function isAuthPlace(path: ConfigPath): boolean {
  const key = path[path.indexOf('auth') + 1];
  const around = path[path.indexOf('auth') - 1];
  const isAuth = (around === 'client' || around === 'endpoint') && key !== undefined;
  return isAuth && key !== 'type' && key !== 'name' && key !== 'location';
}

/** Whether this is a header or parameter whose name says that it authenticates. */
export function isCredentialPlace(path: ConfigPath): boolean {
  const section = path.findIndex((segment) => segment === 'headers' || segment === 'params');
  if (section < 0) return false;
  const name = String(path[section + 1]).toLowerCase();
  return CREDENTIAL_NAMES.has(name.replace(/^x-/, '').replace(/[^a-z]/g, ''));
}

/** Whether this is the beginning of a URL or its path, where `${NAME}` of a text file is no secret. */
export function isUrlPlace(path: ConfigPath): boolean {
  return path.join('.') === 'client.base_url' || isEndpointPath(path);
}

/** Whether braces stand for placeholders here. The value of a variable has none, whatever it holds. */
export function isBracePlace(path: ConfigPath): boolean {
  if (isEndpointPath(path)) return true;
  const endpoint = path.indexOf('endpoint');
  const section = path[endpoint + 1];
  return endpoint > 0 && (section === 'params' || section === 'headers');
}

/** `endpoint.path`, written out or short. */
function isEndpointPath(path: ConfigPath): boolean {
  const isShorthand = path[0] === 'resources' && path.length === 2;
  return isShorthand || path.at(-1) === 'endpoint' || path.slice(-2).join('.') === 'endpoint.path';
}
