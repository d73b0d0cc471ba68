import { toJsonText } from '../parse/json-text.ts';
import type { Row } from '../parse/row-object.ts';
import type { ProcessingStep } from './processing-step.ts';
import { type RowPlace, rowError } from './row-place.ts';

/** One function of the steps, and where it stands in them. */
interface StepFunction {
  readonly kind: 'filter' | 'map' | 'yield_map';
  readonly call: (row: Row) => unknown;
  /** From 0. */
  readonly index: number;
}

/** What a row became. `text` is undefined where no function made it anew, so that its own text still holds. */
export type Emit = (value: unknown, text: string | undefined) => void;

/** What became of the rows that were put in. */
export interface StepTally {
  /** Rows that a filter dropped, and rows for which yield_map gave nothing. */
  filtered: number;
  /** Rows that yield_map gave beyond one for each. */
  added: number;
}

/** Runs a row through all steps; calls `emit` for each row that comes of it, in order, as soon as it is made. */
export type RunSteps = (row: unknown, place: RowPlace, tally: StepTally, emit: Emit) => void;

/** The functions of `steps` in their order: inside of one step filter, map, yield_map. */
export function createSteps(steps: readonly ProcessingStep[]): RunSteps {
  const functions = steps.flatMap(functionsOf);
  return (row, place, tally, emit) => {
    const run = (value: unknown, from: number, isMade: boolean): void => {
      let current = value;
      let isNew = isMade;
      for (let i = from; i < functions.length; i++) {
        const step = functions[i] as StepFunction;
        const result = call(step, current, place);
        if (step.kind === 'yield_map') {
          let count = 0;
          for (const item of itemsOf(step, result, place)) {
            count++;
            run(assertMade(step, item, place), i + 1, true);
          }
          if (count === 0) tally.filtered++;
          else tally.added += count - 1;
          return;
        }
        if (step.kind === 'map') {
          current = assertMade(step, result, place);
          isNew = true;
        } else if (!result) {
          tally.filtered++;
          return;
        }
      }
      emit(current, isNew ? textOf(current, place) : undefined);
    };
    run(row, 0, false);
  };
}

function functionsOf({ filter, map, yieldMap }: ProcessingStep, index: number): StepFunction[] {
  return [
    ...(filter === undefined ? [] : [{ kind: 'filter', call: filter, index } as const]),
    ...(map === undefined ? [] : [{ kind: 'map', call: map, index } as const]),
    ...(yieldMap === undefined ? [] : [{ kind: 'yield_map', call: yieldMap, index } as const]),
  ];
}

function call(step: StepFunction, row: unknown, place: RowPlace): unknown {
  let result: unknown;
  try {
    result = step.call(row as Row);
  } catch (cause) {
    throw failed(step, cause, place);
  }
  if (isPromise(result)) {
    // nobody waits for it: its own failure must not end the process
    result.then(undefined, () => {});
    throw refused(
      step,
      'gave a promise. Steps work on one row at a time and must not be async',
      place,
    );
  }
  return result;
}

/** What a yield_map gave; a generator runs, and fails, only now. */
function* itemsOf(step: StepFunction, result: unknown, place: RowPlace): Generator<unknown> {
  if (typeof result !== 'object' || result === null || !(Symbol.iterator in result)) {
    const what = `gave ${nameOf(result)}. It must give a list of rows, or be a generator function`;
    throw refused(step, what, place);
  }
  let iterator: Iterator<unknown>;
  try {
    iterator = (result as Iterable<unknown>)[Symbol.iterator]();
  } catch (cause) {
    throw failed(step, cause, place);
  }
  let isOpen = true;
  try {
    for (;;) {
      let next: IteratorResult<unknown>;
      try {
        next = iterator.next();
      } catch (cause) {
        isOpen = false;
        throw failed(step, cause, place);
      }
      if (next.done) {
        isOpen = false;
        return;
      }
      yield next.value;
    }
  } finally {
    if (isOpen) iterator.return?.();
  }
}

/** A function that changes its row and forgets to give it back would lose it. */
function assertMade(step: StepFunction, value: unknown, place: RowPlace): unknown {
  if (value !== undefined) return value;
  throw refused(step, 'gave nothing. It must give a row, or null', place);
}

function textOf(value: unknown, place: RowPlace): string {
  try {
    return toJsonText(value);
  } catch (cause) {
    const what = `what the processing_steps made of it cannot be written as JSON, ${describe(cause)}.`;
    throw rowError('TRANSFORM_STEP', place, what, cause);
  }
}

function failed(step: StepFunction, cause: unknown, place: RowPlace): Error {
  const what = `${title(step)} failed, ${describe(cause)}. Correct the function.`;
  return rowError('TRANSFORM_STEP', place, what, cause);
}

function refused(step: StepFunction, what: string, place: RowPlace): Error {
  return rowError('TRANSFORM_STEP', place, `${title(step)} ${what}.`);
}

function title({ index, kind }: StepFunction): string {
  return `\`processing_steps[${index}].${kind}\``;
}

function describe(cause: unknown): string {
  return cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'nothing';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    'then' in value &&
    typeof value.then === 'function'
  );
}
