import { failpoint } from '../failpoint.ts';

/** What a load does to its files, step by step. A crash before or after any of them loses nothing. */
const STEPS = [
  'attach',
  'detach',
  'resume',
  'stage.append',
  'stage.commit',
  'fold.begin',
  'fold.schema',
  'fold.columns',
  'fold.reduce',
  'fold.normalise',
  'fold.compare',
  'fold.delete',
  'fold.insert',
  'fold.missing',
  'fold.report',
  'fold.commit',
  'stage.drop',
  'unlink',
] as const;

type Step = (typeof STEPS)[number];

/** The names of all places at which a load can be made to die. */
export const FAILPOINTS: readonly string[] = STEPS.flatMap((step) => [
  `${step}.before`,
  `${step}.after`,
]);

/** Does one step, with a place to die in front of it and one behind it. */
export async function step<T>(name: Step, work: () => Promise<T>): Promise<T> {
  beforeStep(name);
  const result = await work();
  afterStep(name);
  return result;
}

export function beforeStep(name: Step): void {
  failpoint(`${name}.before`);
}

export function afterStep(name: Step): void {
  failpoint(`${name}.after`);
}
