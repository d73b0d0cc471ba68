import type { HttpClient } from './client.ts';
import { answeredAt } from './retry-after.ts';

/** A client, and the time by the clock of the API that it asks. */
export interface ClockedClient {
  readonly client: HttpClient;
  /** Milliseconds since 1970, by the `Date` of the last response; by this machine's clock where there was none. */
  now(): number;
}

export function withResponseClock(
  client: HttpClient,
  wallClock: () => number = Date.now,
): ClockedClient {
  let ahead = 0;
  return {
    client: {
      ...client,
      send: async (request) => {
        const response = await client.send(request);
        ahead = answeredAt(response.headers, wallClock) - wallClock();
        return response;
      },
    },
    now: () => wallClock() + ahead,
  };
}
