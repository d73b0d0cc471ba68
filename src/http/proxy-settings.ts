import { ConfigError } from '../errors.ts';
import { decoded } from './credentials.ts';

/** The environment as far as it is known. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface ProxySettings {
  /** Empty: none. */
  readonly httpProxy: string;
  readonly httpsProxy: string;
  readonly noProxy: string;
  /** The credentials in the URLs. */
  readonly secrets: readonly string[];
}

const SCHEMES = new Set(['http:', 'https:', 'socks5:', 'socks:']);

/**
 * What `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` say, the lower-case names first. Undefined where there is no proxy.
 *
 * @throws {ConfigError} for what is no URL of a proxy.
 */
export function proxySettings(env: Environment | undefined): ProxySettings | undefined {
  const httpProxy = proxyUrl('HTTP_PROXY', env);
  const httpsProxy = proxyUrl('HTTPS_PROXY', env);
  if (httpProxy === undefined && httpsProxy === undefined) return undefined;
  return {
    httpProxy: httpProxy?.href ?? '',
    httpsProxy: httpsProxy?.href ?? '',
    noProxy: variable('NO_PROXY', env) ?? '',
    secrets: [httpProxy, httpsProxy].flatMap((url) => (url === undefined ? [] : secretsOf(url))),
  };
}

function variable(name: string, env: Environment | undefined): string | undefined {
  return env?.[name.toLowerCase()] || env?.[name] || undefined;
}

function proxyUrl(name: string, env: Environment | undefined): URL | undefined {
  const value = variable(name, env)?.trim();
  if (value === undefined || value === '') return undefined;
  const text = value.includes('://') ? value : `http://${value}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && SCHEMES.has(url.protocol)) return url;
  // Its value may hold a password.
  const message = `the environment variable \`${name}\` is no URL of a proxy, as \`http://proxy.example.com:3128\` is; correct or remove it. Nothing was asked for.`;
  throw new ConfigError('CONFIG_INVALID', [{ path: '', message }]);
}

function secretsOf({ username, password }: URL): string[] {
  if (password === '') return [];
  const pair = `${decoded(username)}:${decoded(password)}`;
  return [password, decoded(password), pair].filter((secret) => secret.length > 1);
}
