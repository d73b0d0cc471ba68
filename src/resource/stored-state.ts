/**
 * The state of a paginator as JSON that holds no secret. Undefined where a secret stands in it without which its pages
 * could not be asked for: a walk cannot be gone on with from there.
 *
 * @param toStored what of a text may be written down
 */
export function storedState(
  state: unknown,
  toStored: (text: string) => string | undefined,
): string | undefined {
  let isWhole = true;
  const json = JSON.stringify(state ?? null, (_name, value: unknown) => {
    if (typeof value !== 'string') return value;
    const stored = toStored(value);
    isWhole &&= stored !== undefined;
    return stored;
  });
  return isWhole ? json : undefined;
}
