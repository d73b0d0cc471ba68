/** JSON of a report or an event; each `Error` in it becomes `{ code, message, context }`. */
export function toPlainJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, (_name, member: unknown) => toPlain(member), indent);
}

function toPlain(member: unknown): unknown {
  if (typeof member === 'bigint') return member.toString();
  if (!(member instanceof Error)) return member;
  const { code, context } = member as { readonly code?: unknown; readonly context?: unknown };
  return { code: code ?? member.name, message: member.message, ...(context ? { context } : {}) };
}
