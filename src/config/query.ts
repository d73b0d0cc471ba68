/** Query parameters in order; a name may come more than once. */
export type QueryPairs = readonly (readonly [name: string, value: string])[];

type Scalar = string | number | bigint | boolean | null;

/**
 * One pair for each value: a list repeats its name, null is left out. Truth is written `true` and `false`.
 *
 * @param read gives names and texts the form in which they are sent
 */
export function toPairs(
  params: Readonly<Record<string, Scalar | readonly Scalar[]>>,
  read: (text: string) => string,
): QueryPairs {
  return Object.entries(params).flatMap(([name, value]) =>
    [value]
      .flat()
      .filter((one) => one !== null)
      .map((one) => [read(name), typeof one === 'string' ? read(one) : String(one)] as const),
  );
}
