/** A flag, or flags together, that can't be followed: exit code 2, and nothing was asked for. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
