import type { Clock } from '../../model.ts';
import type { OnWait } from '../wait.ts';

/** A token and its life on the clock. */
export interface AccessToken {
  readonly value: string;
  readonly askedAt: number;
  readonly lifeMs: number;
  /** Takes the place of the refresh token that was used. */
  readonly refreshToken?: string | undefined;
}

/** One token for everybody who needs it. */
export interface KeptToken {
  /**
   * The token, fetched where there is none that is good for a while. All who ask meanwhile get the same, and the first of them is
   * told of pauses.
   */
  get(onWait?: OnWait): Promise<string>;
  /** The API refused this token: it is not used again. */
  drop(refused: string): void;
}

/** How long before its end a token is renewed, so that none ends on its way. */
const MAX_AHEAD_MS = 60_000;

/** `first`: a token to begin with, good until it is refused. */
export function createKeptToken(
  fetchToken: (onWait?: OnWait) => Promise<AccessToken>,
  clock: Clock,
  first?: string,
): KeptToken {
  let kept =
    first === undefined ? undefined : { value: first, freshUntil: Number.POSITIVE_INFINITY };
  let fetching: Promise<string> | undefined;

  const renew = async (onWait: OnWait | undefined): Promise<string> => {
    try {
      const { value, askedAt, lifeMs } = await fetchToken(onWait);
      kept = { value, freshUntil: askedAt + lifeMs - Math.min(MAX_AHEAD_MS, lifeMs / 10) };
      return value;
    } finally {
      fetching = undefined;
    }
  };

  return {
    get: async (onWait) => {
      if (kept !== undefined && clock.now() < kept.freshUntil) return kept.value;
      fetching ??= renew(onWait);
      return fetching;
    },
    drop: (refused) => {
      if (kept?.value === refused) kept = undefined;
    },
  };
}
