/** What became of a text in which braces mean something: its literal form, or what is wrong with it. */
export type Literal =
  | { readonly text: string }
  | { readonly problem: string; readonly isLater: boolean };

/**
 * Reads a text in which `{name}` is a placeholder and a doubled brace stands for one. Configurations that were written
 * for dlt have a brace of a path four times: there, that stands for one too.
 */
export function literalText(text: string, isPath = false): Literal {
  const doubled = isPath ? text.replace(/\{{4}/g, '{{').replace(/\}{4}/g, '}}') : text;
  const single = doubled.replace(/\{\{|\}\}/g, '');
  if (/\{[^{}]*\}/.test(single)) return { problem: 'a placeholder (`{…}`)', isLater: true };
  if (/[{}]/.test(single)) {
    return { problem: 'has a single brace; a brace that means itself is doubled', isLater: false };
  }
  return { text: doubled.replace(/\{\{|\}\}/g, (brace) => brace.slice(1)) };
}
