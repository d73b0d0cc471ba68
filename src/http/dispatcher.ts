import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici';
import type { HttpSettings } from './client.ts';
import type { ProxySettings } from './proxy-settings.ts';

/** The dispatcher that requests go through, and what closes it. */
export interface OpenDispatcher {
  readonly dispatcher: Dispatcher;
  close(): Promise<void>;
}

/** One that was given belongs to its giver, who closes it; it goes before any proxy. */
export function openDispatcher(
  settings: Pick<HttpSettings, 'maxConcurrency' | 'timeout'>,
  given: Dispatcher | undefined,
  proxy: ProxySettings | undefined,
): OpenDispatcher {
  if (given !== undefined) return { dispatcher: given, close: async () => {} };
  const connect = { timeout: settings.timeout.connectMs };
  const options = { pipelining: 1, connections: settings.maxConcurrency, connect };
  const agent =
    proxy === undefined
      ? new Agent(options)
      : new EnvHttpProxyAgent({
          ...options,
          httpProxy: proxy.httpProxy,
          httpsProxy: proxy.httpsProxy,
          noProxy: proxy.noProxy,
          // Most proxies let nobody tunnel to anything but TLS.
          proxyTunnel: false,
          requestTls: connect,
          proxyTls: connect,
        });
  // Not `close`, which would wait for bodies that nobody reads any more.
  return { dispatcher: agent, close: () => agent.destroy() };
}
