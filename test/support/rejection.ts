/** The error that a promise rejects with; fails when it resolves. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  const settled = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(settled instanceof Error)) throw new Error('Expected an error, and there was none.');
  return settled;
}
