import type { SourceError } from '../errors.ts';
import type { TimeoutSettings } from './client.ts';
import { type Fail, NOTHING_KEPT, TRY_AGAIN } from './failure.ts';

/** What went wrong below HTTP, as a SourceError. `cause` is what undici or Node threw. */
export function networkError(cause: unknown, timeout: TimeoutSettings, fail: Fail): SourceError {
  const code = codeOf(cause);
  const late = latenessOf(code, timeout);
  if (late !== undefined) return timeoutError(late, fail, cause);
  if (code === 'UND_ERR_HEADERS_OVERFLOW') {
    return fail({
      code: 'SOURCE_TOO_LARGE',
      what: 'answered with headers beyond the limit of 16 KiB',
      advice: NOTHING_KEPT,
      cause,
    });
  }
  if (code === 'UND_ERR_INVALID_ARG') {
    return fail({
      code: 'CONFIG_INVALID',
      what: `could not be sent: ${textOf(cause)}`,
      advice: `Check \`client.headers\` and \`client.auth\`. ${NOTHING_KEPT}`,
      cause,
    });
  }
  const broken = brokenStatus(code, textOf(cause));
  if (broken !== undefined) {
    return fail({
      code: 'SOURCE_NETWORK',
      what: `answered ${broken}`,
      advice: `The server, or a proxy in front of it, does not speak HTTP/1.1 as it should. ${TRY_AGAIN}`,
      cause,
      retryable: true,
    });
  }
  const retryable = isPassing(code, cause);
  return fail({
    code: 'SOURCE_NETWORK',
    what: `failed: ${reasonOf(code)}${textOf(cause)}`,
    advice: retryable ? TRY_AGAIN : `${adviceFor(code)}${NOTHING_KEPT}`,
    cause,
    retryable,
  });
}

/** What undici has no words for: it ends the connection for them, or fails an assertion. */
function brokenStatus(code: string, text: string): string | undefined {
  if (code === 'ERR_ASSERTION' && text.includes('statusCode >= 100')) {
    return 'with a status below 100, which HTTP does not have';
  }
  if (code !== 'UND_ERR_SOCKET') return undefined;
  if (text === 'bad response') return '100 Continue, which was not asked for';
  return text === 'bad upgrade' ? '101 Switching Protocols, which was not asked for' : undefined;
}

/** The error for the end of the total time. */
export function totalTimeoutError(timeout: TimeoutSettings, fail: Fail): SourceError {
  const what = `was not whole after ${seconds(timeout.totalMs)} (\`timeout.total_seconds\`)`;
  return timeoutError(what, fail);
}

function timeoutError(what: string, fail: Fail, cause?: unknown): SourceError {
  return fail({ code: 'SOURCE_TIMEOUT', what, advice: TRY_AGAIN, cause, retryable: true });
}

function latenessOf(code: string, timeout: TimeoutSettings): string | undefined {
  switch (code) {
    case 'UND_ERR_CONNECT_TIMEOUT':
      return `got no connection within ${seconds(timeout.connectMs)} (\`timeout.connect_seconds\`)`;
    case 'UND_ERR_HEADERS_TIMEOUT':
    case 'UND_ERR_BODY_TIMEOUT':
      return `brought no byte for ${seconds(timeout.idleMs)} (\`timeout.idle_seconds\`)`;
    case 'ETIMEDOUT':
      return 'failed: the connection timed out';
    default:
      return undefined;
  }
}

function seconds(ms: number): string {
  return `${ms / 1_000} s`;
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused, ',
  ECONNRESET: 'the connection was reset, ',
  EPIPE: 'the connection was closed, ',
  UND_ERR_SOCKET: 'the connection was closed before the answer was whole, ',
  ENOTFOUND: 'the host is not known, ',
  EAI_AGAIN: 'the host could not be looked up, ',
};

/** Certificates that are not trusted, and a server that does not speak TLS: the next attempt finds the same. */
const CERTIFICATE =
  /^(?:CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_|PATH_LENGTH_|ERR_TLS_CERT_|HOSTNAME_MISMATCH|ERR_SSL_(?:WRONG_VERSION|UNSUPPORTED_PROTOCOL|TLSV1_ALERT_(?:UNKNOWN_CA|PROTOCOL)))/;

const LASTING = new Set([
  'UND_ERR_CLOSED',
  'UND_ERR_DESTROYED',
  'UND_ERR_NOT_SUPPORTED',
  'UND_ERR_MAX_ORIGINS_REACHED',
  'UND_MOCK_ERR_MOCK_NOT_MATCHED',
  'UND_ERR_MOCK_NOT_MATCHED',
]);

function isPassing(code: string, cause: unknown): boolean {
  if (CERTIFICATE.test(code) || LASTING.has(code)) return false;
  // Thrown by code, not by the network: a dispatcher that was given may hold anything.
  return !(cause instanceof TypeError || cause instanceof RangeError || code === 'ERR_ASSERTION');
}

function reasonOf(code: string): string {
  return CERTIFICATE.test(code) ? 'TLS was not agreed on, ' : (REASONS[code] ?? '');
}

function adviceFor(code: string): string {
  if (!CERTIFICATE.test(code)) return '';
  return 'Check the URL and its certificate; NODE_EXTRA_CA_CERTS adds an authority. ';
}

function codeOf(cause: unknown): string {
  if (typeof cause !== 'object' || cause === null || !('code' in cause)) return '';
  return String(cause.code);
}

/** An error of several addresses has no message of its own. */
function textOf(cause: unknown): string {
  if (cause instanceof AggregateError && cause.message === '') {
    return cause.errors.map(textOf).join(', ');
  }
  const text = (cause instanceof Error ? cause.message : String(cause)).replace(/\s+/g, ' ').trim();
  return text === '' ? codeOf(cause) : text;
}
