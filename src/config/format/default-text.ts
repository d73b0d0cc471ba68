/** What the description of a key says of its default; undefined where it says nothing. */
export function defaultIn(description: string): string | undefined {
  return /\bDefault: (.*?)\.(?=\s|$)/.exec(description)?.[1];
}

/** A default that JSON can hold; undefined for what has to be told in words. */
export function jsonDefault(told: string): string | number | boolean | undefined {
  const quoted = /^`([^`]+)`/.exec(told)?.[1];
  if (quoted !== undefined) return quoted.startsWith('[') ? undefined : quoted;
  if (told === 'true' || told === 'false') return told === 'true';
  const [number = ''] = told.split(/, (?=\D)/);
  return /^\d[\d,]*(?:\.\d+)?$/.test(number) ? Number(number.replaceAll(',', '')) : undefined;
}
