import { Agent, type Dispatcher } from 'undici';
import type { HttpSettings } from './client.ts';

/** The dispatcher that requests go through, and what closes it. */
export interface OpenDispatcher {
  readonly dispatcher: Dispatcher;
  close(): Promise<void>;
}

/** One that was given belongs to its giver, who closes it. */
export function openDispatcher(
  settings: Pick<HttpSettings, 'maxConcurrency' | 'timeout'>,
  given: Dispatcher | undefined,
): OpenDispatcher {
  if (given !== undefined) return { dispatcher: given, close: async () => {} };
  const agent = new Agent({
    pipelining: 1,
    connections: settings.maxConcurrency,
    connect: { timeout: settings.timeout.connectMs },
  });
  // Not `close`, which would wait for bodies that nobody reads any more.
  return { dispatcher: agent, close: () => agent.destroy() };
}
