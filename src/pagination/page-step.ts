/** How far apart pages stand, told by what was received: a server may lower the limit without saying so. */
export interface StepSize {
  size: number;
  /** Rows of the page before; 0 at the beginning. */
  last: number;
}

/** One short page does not say that the next ones are short too: a step is taken over from the first page, or from two alike. */
export function noteSize(step: StepSize, rowCount: number): void {
  if (step.last === 0 || step.last === rowCount) step.size = rowCount;
  step.last = rowCount;
}
