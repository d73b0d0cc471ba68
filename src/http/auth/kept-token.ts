import type { Clock } from '../../model.ts';

/** A token and its life on the clock. */
export interface AccessToken {
  readonly value: string;
  readonly askedAt: number;
  readonly lifeMs: number;
  /** Takes the place of the refresh token that was used. */
  readonly refreshToken?: string;
}

/** One token for everybody who needs it. */
export interface KeptToken {
  /** The token, fetched where there is none that is good for a while. All who ask meanwhile get the same. */
  get(): Promise<string>;
  /** The API refused this token: it is not used again. */
  drop(refused: string): void;
}

/** How long before its end a token is renewed, so that none ends on its way. */
const MAX_AHEAD_MS = 60_000;

/** `first`: a token to begin with, good until it is refused. */
export function createKeptToken(
  fetchToken: () => Promise<AccessToken>,
  clock: Clock,
  first?: string,
): KeptToken {
  let kept =
    first === undefined ? undefined : { value: first, freshUntil: Number.POSITIVE_INFINITY };
  let fetching: Promise<string> | undefined;

  const renew = async (): Promise<string> => {
    try {
      const { value, askedAt, lifeMs } = await fetchToken();
      kept = { value, freshUntil: askedAt + lifeMs - Math.min(MAX_AHEAD_MS, lifeMs / 10) };
      return value;
    } finally {
      fetching = undefined;
    }
  };

  return {
    get: async () => {
      if (kept !== undefined && clock.now() < kept.freshUntil) return kept.value;
      fetching ??= renew();
      return fetching;
    },
    drop: (refused) => {
      if (kept?.value === refused) kept = undefined;
    },
  };
}
