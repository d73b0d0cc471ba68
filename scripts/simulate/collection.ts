import type { Random } from './random.ts';
import type { Order, Scenario } from './scenario.ts';

/** A row as the API has it at some moment. */
export interface LiveRow {
  readonly id: number;
  /** Goes up with every change of the row. */
  version: number;
}

/** A collection that changes, and remembers what a walk over it must have met. */
export interface Collection {
  readonly rows: readonly LiveRow[];
  /** Lets one step of the history happen; says in words what it was. */
  step(): string;
  /** From now on {@link throughout} counts. */
  watch(): void;
  /** The rows that were there all the time since it was last watched. */
  throughout(): ReadonlySet<number>;
  /** How many forms the row has had: its versions are 0 to one less. */
  formsOf(id: number): number;
}

type StepOrder = Exclude<Order, 'mixed'>;
const STEP_ORDERS: readonly StepOrder[] = ['fixed', 'newest first', 'to the end', 'anywhere'];

export function createCollection(scenario: Scenario, random: Random): Collection {
  const rows: LiveRow[] = [];
  const forms = new Map<number, number>();
  let nextId = 1;
  const create = (): LiveRow => {
    const row = { id: nextId++, version: 0 };
    forms.set(row.id, 1);
    return row;
  };
  for (let i = 0; i < scenario.size; i++) rows.push(create());
  let kept = new Set(rows.map((row) => row.id));

  const placeOf = (order: StepOrder): number => {
    if (order === 'newest first') return 0;
    if (order === 'to the end') return rows.length;
    return random.below(rows.length + 1);
  };
  const insert = (order: StepOrder): string => {
    const row = create();
    const place = placeOf(order);
    rows.splice(place, 0, row);
    return `row ${row.id} is inserted at ${place}`;
  };
  const remove = (): string => {
    const from = random.below(rows.length);
    const count = random.between(1, scenario.longestRun);
    const gone = rows.splice(from, count);
    for (const { id } of gone) kept.delete(id);
    return `${gone.length === 1 ? 'row' : 'rows'} ${gone.map((row) => row.id).join(' ')} at ${from} deleted`;
  };
  const change = (order: StepOrder): string => {
    const from = random.below(rows.length);
    const row = rows[from] as LiveRow;
    row.version++;
    forms.set(row.id, row.version + 1);
    if (order === 'fixed') return `row ${row.id} at ${from} changes`;
    rows.splice(from, 1);
    const to = placeOf(order);
    rows.splice(to, 0, row);
    return `row ${row.id} changes and moves from ${from} to ${to}`;
  };

  return {
    rows,
    step: () => {
      const order = scenario.order === 'mixed' ? random.pick(STEP_ORDERS) : scenario.order;
      const kind = rows.length === 0 ? 0 : random.below(3);
      if (kind === 0) return insert(order);
      return kind === 1 ? remove() : change(order);
    },
    watch: () => {
      kept = new Set(rows.map((row) => row.id));
    },
    throughout: () => kept,
    formsOf: (id) => forms.get(id) ?? 0,
  };
}
