import { describeConfig, type KeyDescription } from './describe-config.ts';

/** Objects whose keys are those of another one, which the text around the tables says. */
const SAME_AS: Readonly<Record<string, string>> = {
  'resources[].columns[]': 'resources[].columns.*',
  'resources[].endpoint.params.*(incremental)': 'resources[].endpoint.incremental',
};

/** The tables of keys, by the place whose keys they hold. */
export class KeyTables {
  readonly #keys: readonly KeyDescription[];
  readonly #told = new Set<string>();

  constructor(keys: readonly KeyDescription[] = describeConfig()) {
    this.#keys = keys;
  }

  /** A table of the keys right under some places, relative to the first of them. */
  table(places: readonly string[]): string {
    const [root = ''] = places;
    const rows = places.flatMap((place) => {
      const keys = this.#keys.filter(({ path }) => placeOf(path) === place);
      if (keys.length === 0) throw new Error(`The configuration has no keys under "${place}".`);
      for (const { path } of keys) this.#told.add(path);
      return keys.map((key) => row(key, root));
    });
    return ['| key | type | default | meaning |', '| --- | --- | --- | --- |', ...rows].join('\n');
  }

  /** Keys that are in no table. */
  get missing(): readonly string[] {
    return this.#keys
      .map(({ path }) => path)
      .filter((path) => !this.#told.has(path) && !this.#isToldElsewhere(path));
  }

  #isToldElsewhere(path: string): boolean {
    const other = SAME_AS[placeOf(path)];
    if (other === undefined) return false;
    const name = path.slice(placeOf(path).length);
    // what tells such an object from others is in the text
    return this.#told.has(`${other}${name}`) || name === '.name' || name === '.type';
  }
}

/** The path of the object that has a key; empty for the configuration itself. */
function placeOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('.'), 0));
}

function row({ path, type, isRequired, key }: KeyDescription, root: string): string {
  const name = root === '' ? path : path.slice(root.length + 1);
  const whole = [
    `\`${name}\`${key.isAddition ? ' *' : ''}`,
    type.replaceAll(' | ', ', '),
    isRequired ? 'required' : (key.fallback ?? ''),
    key.about,
  ];
  return `| ${whole.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
