import { Readable } from 'node:stream';
import type { HttpClient, HttpRequest } from '../../src/http/client.ts';

/** A page of a collection whose rows are the numbers from 0. */
export interface PagedResponse {
  readonly ids: readonly number[];
  /** What the body holds besides `items`. */
  readonly envelope?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A client of an API without a socket. */
export interface PagedApi extends HttpClient {
  /** The path and query of each request, in the order in which they went out. */
  readonly requests: readonly string[];
}

/** Requests after which the walk is in a loop. */
const MAX_REQUESTS = 200;

export function pagedApi(respond: (url: URL) => PagedResponse): PagedApi {
  const requests: string[] = [];
  const send = async ({ url, onSend }: HttpRequest) => {
    onSend?.();
    const asked = new URL(url);
    requests.push(asked.pathname + asked.search);
    if (requests.length > MAX_REQUESTS) throw new RangeError('the walk is in a loop');
    const { ids, envelope = {}, headers = {} } = respond(asked);
    const items = ids.map((id) => ({ id, name: `row ${id}` }));
    const body = Readable.from([Buffer.from(JSON.stringify({ items, ...envelope }))]);
    return { status: 200, headers: { 'content-type': 'application/json', ...headers }, body };
  };
  return {
    requests,
    send,
    acquire: async () => () => {},
    redact: (text) => text,
    toStored: (_resource, text) => text,
    close: async () => {},
  };
}
