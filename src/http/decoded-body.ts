import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { Attempt } from './attempt.ts';
import { openBody } from './body.ts';
import type { TimeoutSettings } from './client.ts';
import { contentEncoding } from './content-encoding.ts';
import { type Fail, NOTHING_KEPT, TRY_AGAIN } from './failure.ts';
import { networkError } from './network-error.ts';

export interface DecodedBodyOptions {
  /** Decompressed. */
  readonly maxBytes: number;
  readonly timeout: TimeoutSettings;
  readonly attempt: Attempt;
  readonly fail: Fail;
}

/**
 * The decoded body of a response, failing with errors of its request.
 *
 * @throws {SourceError} for an encoding that cannot be decoded.
 */
export function decodedBody(
  answer: Dispatcher.ResponseData,
  options: DecodedBodyOptions,
): Readable {
  const { maxBytes, timeout, attempt, fail } = options;
  const { statusCode: status, headers } = answer;
  const encoding = contentEncoding(headers);
  if ('refused' in encoding) {
    answer.body.destroy();
    throw fail({
      code: 'SOURCE_ENCODING',
      status,
      what: `answered with the content encoding \`${encoding.refused}\``,
      advice: `One layer of gzip, deflate or br can be decoded, and no other was asked for. ${NOTHING_KEPT}`,
    });
  }
  return openBody(answer.body, {
    encoding: encoding.layer,
    maxBytes,
    toNetworkError: (cause) =>
      attempt.signal.aborted ? attempt.signal.reason : networkError(cause, timeout, fail),
    toDecodeError: (cause) =>
      fail({
        code: 'SOURCE_ENCODING',
        status,
        what: `answered with a body that is no whole \`${encoding.layer}\`: ${cause.message}`,
        advice: TRY_AGAIN,
        cause,
        retryable: true,
      }),
    toTooLargeError: () =>
      fail({
        code: 'SOURCE_TOO_LARGE',
        status,
        what: `answered with more than ${maxBytes} bytes, decompressed (\`limits.page_bytes\`)`,
        advice: `Ask for fewer rows a page, or raise the limit. ${NOTHING_KEPT}`,
      }),
  });
}
