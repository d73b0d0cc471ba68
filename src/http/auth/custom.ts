import { untilAborted } from '../abort.ts';
import type { CustomAuthSettings } from '../client.ts';
import { MIN_LITERAL_LENGTH, secretParts } from '../credentials.ts';
import { type Fail, NOTHING_KEPT } from '../failure.ts';
import type { OriginGuard } from '../origin-guard.ts';
import type { Authenticator, AuthorizableRequest } from './authenticator.ts';

/** Authentication that the configuration brings along. It may change URL and headers, and go to no other place. */
export function customAuth(
  { auth }: CustomAuthSettings,
  guard: OriginGuard,
  learn: (secret: string) => void,
): Authenticator {
  return {
    carrier: 'what your own `auth` sent',
    authorize: async (request, { fail, signal }) => {
      const { method, url, headers } = request;
      const asked = { method, url: url.href, headers: { ...headers } };
      const changed = await untilAborted(call(auth, asked), signal).catch((cause: unknown) => {
        signal.throwIfAborted();
        const text = cause instanceof Error ? cause.message : String(cause);
        throw refusal(fail, `your own \`auth\` failed: ${text}`, cause);
      });
      const target = guard(String(changed?.url ?? url.href));
      if ('refused' in target) {
        throw refusal(fail, `the URL that your own \`auth\` gave ${target.refused}`);
      }
      const authorized = { method, url: target.url, headers: { ...(changed?.headers ?? headers) } };
      for (const secret of additions(request, authorized)) learn(secret);
      return authorized;
    },
  };
}

/** Inside of a promise, so that what is thrown at once is caught, too. It may give nothing, whatever its type says. */
async function call(
  auth: CustomAuthSettings['auth'],
  asked: Parameters<CustomAuthSettings['auth']['authorize']>[0],
): Promise<Awaited<ReturnType<CustomAuthSettings['auth']['authorize']>> | undefined> {
  return auth.authorize(asked);
}

function refusal(fail: Fail, reason: string, cause?: unknown): Error {
  return fail({
    code: 'SOURCE_AUTH',
    what: `was not sent: ${reason}`,
    advice: `Check \`auth\`. ${NOTHING_KEPT}`,
    cause,
  });
}

/** Whatever it added may be a secret: the values of headers and of the query that were not there. */
function additions(before: AuthorizableRequest, after: AuthorizableRequest): string[] {
  const known = new Set([...Object.values(before.headers), ...before.url.searchParams.values()]);
  const values = [...Object.values(after.headers), ...after.url.searchParams.values()]
    .map(String)
    .filter((value) => !known.has(value))
    .flatMap((value) => [value, ...secretParts(value)]);
  return values.filter((value) => value.length >= MIN_LITERAL_LENGTH);
}
