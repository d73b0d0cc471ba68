import type { Readable } from 'node:stream';

/** How the pages of a source are asked for. */
export interface HttpSettings {
  /** The origins that requests, and with them secrets, may go to. */
  readonly origins: readonly string[];
  /** Sent with every request. */
  readonly headers: Readonly<Record<string, string>>;
  readonly auth?: AuthSettings;
  readonly timeout: TimeoutSettings;
  /** Evenly spaced, shared by all resources of the source. */
  readonly rateLimit?: { readonly requests: number; readonly perMs: number };
  /** Pages in flight for the whole source. */
  readonly maxConcurrency: number;
  /** Decompressed bytes of one page. */
  readonly maxPageBytes: number;
  /** Values that must never leave through a message. */
  readonly secrets: readonly string[];
}

export interface TimeoutSettings {
  readonly connectMs: number;
  /** Without a byte of the answer. */
  readonly idleMs: number;
  /** For one attempt in all, as long as Sluice itself does not hold the body back. */
  readonly totalMs: number;
}

export interface AuthSettings {
  readonly type: 'api_key';
  readonly name: string;
  readonly apiKey: string;
  readonly location: 'header' | 'query';
}

export interface HttpRequest {
  /** For messages. */
  readonly resource: string;
  readonly page: number;
  /** With its query, without secrets. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Called for each request that goes out, redirects included. */
  readonly onSend?: () => void;
}

/** A good answer (2xx). */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /**
   * Decompressed, capped, under the idle and total timeouts. Reads ahead up to a bound by itself, then holds the
   * socket back. Fails with a {@link SourceError}; destroying it lets the socket go.
   */
  readonly body: Readable;
}

/** All requests of one source go through one of these. Whoever opened it closes it. */
export interface HttpClient {
  /** Takes one of `maxConcurrency` places, first come, first served; the page keeps it until its body is read. */
  acquire(signal?: AbortSignal): Promise<() => void>;
  /**
   * Waits for its turn in the rate budget, sends one GET and resolves when a 2xx answer's headers are there.
   *
   * @throws {SourceError} for everything else, with `retryable` and `retryAfterMs`; redacted.
   */
  send(request: HttpRequest): Promise<HttpResponse>;
  /** Replaces every form of every secret in a text. */
  redact(text: string): string;
  close(): Promise<void>;
}
