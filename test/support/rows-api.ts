import { serve, type TestServer } from './http-server.ts';

export interface RowsApi extends TestServer {
  readonly url: string;
}

/** An API of contacts `0` to `rows - 1` that does with an offset what `slice` says. */
export async function serveRows(
  rows: number,
  slice: (offset: number, limit: number) => readonly [from: number, to: number],
  more: () => Readonly<Record<string, unknown>> = () => ({}),
): Promise<RowsApi> {
  const server = await serve((request, response) => {
    const query = new URL(String(request.url), 'http://localhost').searchParams;
    const [from, to] = slice(Number(query.get('offset')), Number(query.get('limit')));
    const size = Math.max(Math.min(to, rows) - from, 0);
    const contacts = Array.from({ length: size }, (_, i) => ({
      id: String(from + i),
      ...more(),
    }));
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ contacts, meta: { total: rows } }));
  });
  return Object.assign(server, { url: `${server.origin}/contacts` });
}

/** Whole pages only: an offset means the page that it falls into. */
export function roundedTo(size: number): (offset: number) => readonly [number, number] {
  return (offset) => [Math.floor(offset / size) * size, Math.floor(offset / size) * size + size];
}

/** Nothing from some offset on, however many rows there are. */
export function cappedAt(
  cap: number,
): (offset: number, limit: number) => readonly [number, number] {
  return (offset, limit) => [offset, offset >= cap ? offset : offset + limit];
}
