import type { AnswerAction, HttpSettings } from '../../http/client.ts';
import type { RetrySettings } from '../../http/retry.ts';
import type { Verify } from '../../model.ts';
import type { PaginatorSettings } from '../../pagination/settings.ts';
import type { ParseLimits } from '../../parse/limits.ts';
import type { RowSelector } from '../../parse/page.ts';
import type { Row } from '../../parse/row-object.ts';
import type { RequestTemplate } from '../../request/template.ts';
import type { DltSettings } from '../../schema/dlt/tables.ts';
import { columnForm, type Naming } from '../../schema/naming.ts';
import type {
  ColumnHint,
  NestedMode,
  RowHistory,
  SchemaContract,
  WriteMode,
} from '../../schema/table-hints.ts';
import type { IncrementalSettings } from '../../transform/incremental-settings.ts';
import type { ProcessingStep } from '../../transform/processing-step.ts';
import type { LayoutHint } from '../format/layout-hints.ts';

/** A source with every default in place. Plain data, frozen. */
export interface SourcePlan {
  readonly name: string;
  readonly http: HttpSettings;
  readonly retry: RetrySettings;
  /** The longest pause that the API may ask for; a longer one ends the resource. */
  readonly maxWaitMs: number;
  /** How long after its start a run stops asking; undefined means never. */
  readonly deadlineMs?: number;
  /** Parents before their children, otherwise in the order of the configuration; those that are not selected too. */
  readonly resources: readonly ResourcePlan[];
  /** Hints that only tables of the layout `dlt` know. */
  readonly layoutHints: readonly LayoutHint[];
}

/** A resource with every default in place. */
export interface ResourcePlan {
  readonly name: string;
  /** Its place among the resources of the configuration, from 0. */
  readonly position: number;
  /** The table's name, already mapped. */
  readonly table: string;
  /** The table of a row, not mapped yet, where the configuration has a function for it. */
  readonly tableOf?: (row: Row) => string;
  readonly selected: boolean;
  readonly request: RequestTemplate;
  /** The resource whose rows it is asked for, one walk for each of them. */
  readonly parent?: ParentPlan;
  readonly actions: readonly AnswerAction[];
  readonly steps: readonly ProcessingStep[];
  readonly incremental?: IncrementalSettings | undefined;
  /** Field names as the API writes them; none where rows have no key. */
  readonly primaryKey: readonly string[];
  readonly mergeKey: readonly string[];
  readonly columns: readonly ColumnHint[];
  readonly contract: SchemaContract;
  readonly selector: RowSelector;
  readonly paginator: PaginatorSettings;
  /** Where the API says how many rows there are, or that more follow, as keys of the envelope; null: nowhere. */
  readonly witness?: {
    readonly total?: string | null | undefined;
    readonly more?: string | null | undefined;
  };
  /** Pages without rows in a row that a walk may meet. */
  readonly maxEmptyPages: number;
  readonly limits: ParseLimits;
  readonly naming: Naming;
  readonly detectDates: boolean;
  readonly nested: NestedMode;
  /** What counts in layout `dlt` alone. */
  readonly dlt: DltSettings;
  readonly nestedViews?: boolean;
  readonly write: WriteMode;
  /** Of `scd2`. */
  readonly history?: RowHistory;
  /** A field by which a row did not change if its value did not. */
  readonly versionField?: string;
  /** Whether rows are said to have different keys. Default: false. */
  readonly deduplicated?: true;
  /** How a sync proves its walk; undefined where nothing is written, which means `overlap`. A stream goes its own way. */
  readonly verify?: Verify;
  /** How often a walk is passed in all. */
  readonly maxPasses: number;
  /** Whether rows carry the time at which they were written. Default: false. */
  readonly loadTimes?: boolean;
  /** What becomes of rows of the table that a complete walk did not meet. */
  readonly onMissing: 'keep' | 'mark' | 'delete';
  /** The share of the table's rows above which nothing is marked, deleted or replaced; undefined: none was written for `replace`, `cdc` or `scd2`. */
  readonly maxDeleteRatio?: number;
  /** Columns of a new table; values of further fields go into one. */
  readonly maxColumns: number;
  /** Staged rows of an earlier run that are older are not taken up. */
  readonly maxCheckpointAgeMs: number;
  /** RFC 6901 JSON pointer to what only the body of an error has. */
  readonly errorPointer?: string;
  /** Whether a body that says it is an error, and holds no rows, fails its page. Default: true. */
  readonly looksForErrors?: boolean;
  /**
   * Hash of what decides the rows and the requests for them: address, parameters, selector, paginator, key, `verify` and
   * error path. Secrets have no part in it.
   */
  readonly planHash: string;
}

/** How a dependent resource hangs on its parent. */
export interface ParentPlan {
  readonly resource: string;
  /** JSONPaths of the fields of the parent row that the request needs, each once. */
  readonly fields: readonly string[];
  /** Fields of the parent row that each row gets: name in the parent row -> name in the row. */
  readonly include: readonly (readonly [field: string, name: string])[];
  /** What becomes of a parent row in which a field is null. */
  readonly onNull: 'error' | 'skip';
}

/** Names that are remembered with their form: rows with ids for names must not grow this without end. */
const MAX_FORMS = 10_000;

const FORMS: Readonly<Record<Naming, (name: string) => string>> = {
  snake_case: remembering('snake_case'),
  direct: remembering('direct'),
};

/** Returns a function that returns the form in which a field and the name of its column are the same; see {@link columnForm}. */
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
