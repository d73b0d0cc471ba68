import { columnForm, type Naming } from '../../schema/naming.ts';

/** Names that are remembered with their form: rows with ids for names must not grow this without end. */
const MAX_FORMS = 10_000;

const FORMS: Readonly<Record<Naming, (name: string) => string>> = {
  snake_case: remembering('snake_case'),
  direct: remembering('direct'),
};

/** What gives the form in which a field and the name of its column are the same; see {@link columnForm}. */
export function columnFormOf({ naming }: { readonly naming: Naming }): (name: string) => string {
  return FORMS[naming];
}

/** The form of each name is worked out once: it is asked for row by row. */
function remembering(naming: Naming): (name: string) => string {
  const known = new Map<string, string>();
  return (name) => {
    const found = known.get(name);
    if (found !== undefined) return found;
    const form = columnForm(name, naming);
    if (known.size >= MAX_FORMS) known.clear();
    known.set(name, form);
    return form;
  };
}
