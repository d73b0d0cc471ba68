import type { ClientConfig } from './config-types.ts';
import type { Problem } from './fields.ts';

/** What is wrong with an entry of `allowed_hosts`. */
export function hostProblem(host: string): Problem | undefined {
  const problem = (what: string): Problem => ({ problem: what, isLater: false });
  if (host.includes('*')) return problem('must be one host; there are no wildcards');
  if (!host.includes('://')) {
    return /^[^\s/?#@\\]+$/.test(host) && URL.canParse(`https://${host}`)
      ? undefined
      : problem('must be a host, a host with a port, or an origin; without a path');
  }
  if (!/^https?:\/\//i.test(host) || !URL.canParse(host)) {
    return problem('must be an origin that begins with http:// or https://');
  }
  const url = new URL(host);
  return url.pathname === '/' && `${url.search}${url.hash}${url.username}${url.password}` === ''
    ? undefined
    : problem('must be an origin: without a path, a query and a user name');
}

/**
 * The origins that a client allows besides those of its URLs. A host without a scheme is meant with that of `base_url`,
 * and with https.
 */
export function allowedOrigins({ allowed_hosts: hosts, base_url: base }: ClientConfig): string[] {
  const schemes = /^http:/i.test(base) ? ['https', 'http'] : ['https'];
  const origins = (hosts ?? []).flatMap((host) =>
    host.includes('://')
      ? [new URL(host).origin]
      : schemes.map((scheme) => new URL(`${scheme}://${host}`).origin),
  );
  return [...new Set(origins)];
}
