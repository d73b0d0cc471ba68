/** Where a request may go, or why it may not. */
export type GuardedUrl =
  | { readonly url: URL }
  | { readonly refused: string; readonly origin?: string };

/** Reads a URL (relative to `base` where that is given) as the request will, and compares its origin. */
export type OriginGuard = (url: string, base?: URL) => GuardedUrl;

/**
 * Compares scheme, host and port as parsed, never text: `//host`, backslashes, look-alike letters and `user@host` all
 * come out as the host that would be asked.
 */
export function createOriginGuard(origins: readonly string[]): OriginGuard {
  const allowed = new Set(origins.map((origin) => new URL(origin).origin));
  return (text, base) => {
    const url = parsed(text, base);
    if (url === undefined) return { refused: 'is no absolute URL' };
    if (url.protocol !== 'https:' && url.protocol !== 'http:') {
      return { refused: `has the scheme \`${url.protocol}\`` };
    }
    const { origin } = url;
    if (!allowed.has(origin)) return { refused: `leads to another origin, \`${origin}\``, origin };
    if (url.username !== '' || url.password !== '') {
      return { refused: `carries a user name or password for \`${origin}\``, origin };
    }
    url.hash = '';
    return { url };
  };
}

/** Undefined for what is none: to ask first would parse each address twice. */
function parsed(text: string, base: URL | undefined): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}
