import { MockAgent } from 'undici';
import type { restApiSource, SourceOptions } from '../../../src/index.ts';
import type { Clock, ResourceReport } from '../../../src/model.ts';
import { createSource } from '../../../src/source/rest-api-source.ts';
import { fakeClock } from '../../support/fake-clock.ts';

/** A request as it reached the API. */
export interface SentRequest {
  readonly method: string;
  /** With its query, as it stood on the wire. */
  readonly url: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined where there is none. */
  readonly body: string | undefined;
}

/** What the API answers: a value is sent as JSON with 200. */
export interface ScriptedAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it stands. */
  readonly text?: string;
  /** There is no answer: the connection fails with this code. */
  readonly failure?: string;
}

/** What is asked, taken apart, and how many requests came before. */
export interface Asked extends SentRequest {
  readonly address: URL;
  readonly query: URLSearchParams;
  readonly index: number;
}

export type Script = (asked: Asked) => ScriptedAnswer;

export interface Outcome {
  readonly requests: readonly SentRequest[];
  /** Methods and URLs, without the origin of the API. */
  readonly asked: readonly string[];
  readonly rows: readonly unknown[];
  readonly report: ResourceReport;
  readonly error?: unknown;
}

export const ORIGIN = 'https://api.test';

type Config = Parameters<typeof restApiSource>[0];

export interface RunOptions extends Omit<SourceOptions, 'dispatcher'> {
  /** The resource to stream. Default: the last one of the configuration. */
  readonly resource?: string;
  /** Default: one on which nobody waits. */
  readonly clock?: Clock;
}

/** Streams one resource from an API that answers what the script says; an error is part of the outcome. */
export async function runConfig(
  config: unknown,
  script: Script,
  { resource, clock = fakeClock(), ...options }: RunOptions = {},
): Promise<Outcome> {
  const agent = new MockAgent();
  agent.disableNetConnect();
  const requests = answer(agent, script);
  try {
    const given = { env: {}, ...options, dispatcher: agent };
    const source = createSource(config as Config, given, clock);
    const stream = source.stream(resource ?? String(source.resources.at(-1)));
    const rows: unknown[] = [];
    let failure: { readonly error?: unknown } = {};
    try {
      for await (const row of stream) rows.push(row);
    } catch (error) {
      failure = { error };
    }
    const asked = requests.map(({ method, url }) => `${method} ${url.replace(ORIGIN, '')}`);
    return { requests, asked, rows, report: await stream.report, ...failure };
  } finally {
    await agent.close();
  }
}

/** One endpoint named `posts` of an API without waits between attempts. */
export function onePosts(
  endpoint: Readonly<Record<string, unknown>>,
  client: Readonly<Record<string, unknown>> = {},
): unknown {
  return { client: clientOf(client), resources: [{ name: 'posts', endpoint }] };
}

/** A client of the scripted API, in which nothing waits long and nothing is asked for ahead. */
export function clientOf(
  more: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  return {
    base_url: ORIGIN,
    max_concurrency: 1,
    retry: { attempts: 1, base_seconds: 0.001, cap_seconds: 0.001 },
    ...more,
  };
}

function answer(agent: MockAgent, script: Script): readonly SentRequest[] {
  const requests: SentRequest[] = [];
  agent
    .get(/.*/)
    .intercept({ path: () => true, method: () => true })
    .reply((options) => {
      const url = `${String(options.origin)}${options.path}`;
      const sent = { method: options.method, url, headers: headersOf(options.headers) };
      const body = options.body == null ? undefined : String(options.body);
      const request = { ...sent, body: body === '' ? undefined : body };
      const address = new URL(url);
      const index = requests.push(request) - 1;
      const query = address.searchParams;
      const {
        status = 200,
        headers,
        json,
        text,
        failure,
      } = script({ ...request, address, query, index });
      if (failure !== undefined) {
        throw Object.assign(new Error(`it fails with ${failure}`), { code: failure });
      }
      const type = text === undefined ? { 'content-type': 'application/json' } : {};
      return {
        statusCode: status,
        data: text ?? (json === undefined ? '' : JSON.stringify(json)),
        responseOptions: { headers: { ...type, ...headers } },
      };
    })
    .persist();
  return requests;
}

function headersOf(headers: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
}
