import type { HttpRequest, HttpSettings } from '../../src/http/client.ts';

/** Settings that do nothing special, for one origin. */
export function httpSettings(origin: string, changes: Partial<HttpSettings> = {}): HttpSettings {
  return {
    origins: [origin],
    headers: {},
    timeout: { connectMs: 2_000, idleMs: 5_000, totalMs: 20_000 },
    maxConcurrency: 4,
    maxPageBytes: 8_388_608,
    secrets: [],
    ...changes,
  };
}

/** A request of page 1 of `contacts`. */
export function httpRequest(url: string, changes: Partial<HttpRequest> = {}): HttpRequest {
  return { resource: 'contacts', page: 1, url, ...changes };
}
