/**
 * Returns the form in which a field and the name of its column are the same, as `orderId` and `order_id`. A name that no
 * field of the rows has means the field of the same form.
 */
export type ColumnForm = (name: string) => string;

/** The names that mean the same as `name`, in their order. */
export function sameForm(
  name: string,
  names: Iterable<string>,
  columnForm: ColumnForm,
): readonly string[] {
  const form = columnForm(name);
  return [...names].filter((other) => columnForm(other) === form);
}

/** A name below the top level, cut where its levels may meet: `customer__name` and `customer.name`. */
export function nestedNames(name: string): readonly (readonly string[])[] {
  return ['__', '.']
    .map((mark) => name.split(mark))
    .filter((names) => names.length > 1 && !names.includes(''));
}

/** The path to the value that a name below the top level means; undefined if there is none. */
export function nestedPath(
  root: unknown,
  name: string,
  columnForm: ColumnForm,
): readonly string[] | undefined {
  for (const names of nestedNames(name)) {
    const path = pathByForm(root, names, columnForm);
    if (path !== undefined) return path;
  }
  return undefined;
}

/** The path that names mean, each exactly or by its form; undefined if they lead nowhere, or to more than one place. */
export function pathByForm(
  root: unknown,
  names: readonly string[],
  columnForm: ColumnForm,
): readonly string[] | undefined {
  const path: string[] = [];
  let value = root;
  for (const name of names) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const members = value as Readonly<Record<string, unknown>>;
    const alike = Object.hasOwn(members, name)
      ? [name]
      : sameForm(name, Object.keys(members), columnForm);
    const [step] = alike;
    if (step === undefined || alike.length > 1) return undefined;
    path.push(step);
    value = members[step];
  }
  return path;
}
