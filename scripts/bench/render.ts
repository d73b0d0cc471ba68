import type { Measured } from './run.ts';

/** A measurement and the one that it is held against. */
export interface Case {
  readonly name: string;
  readonly measured: Measured;
  readonly against: Measured;
  readonly of: string;
}

export interface Machine {
  readonly node: string;
  readonly cores: number;
  readonly cpu: string;
}

const rate = ({ rows, seconds }: Measured): number => rows / seconds;

function figures({ name, measured, against, of }: Case): Readonly<Record<string, string | number>> {
  return {
    name,
    rows: measured.rows,
    requests: measured.requests,
    seconds: round(measured.seconds, 2),
    rowsPerSecond: Math.round(rate(measured)),
    peakRssMb: Math.round(measured.peakRssMb),
    ratioOf: of,
    speedRatio: round(rate(measured) / rate(against), 2),
    rssRatio: round(measured.peakRssMb / against.peakRssMb, 2),
  };
}

export function renderJson(machine: Machine, cases: readonly Case[]): string {
  return `${JSON.stringify({ machine, cases: cases.map(figures) }, null, 2)}\n`;
}

/** One line for each case, in columns. */
export function renderText(machine: Machine, cases: readonly Case[]): string {
  const rows = cases.map((one) => Object.values(figures(one)).map(String));
  const head = [
    'case',
    'rows',
    'requests',
    'seconds',
    'rows/s',
    'RSS MB',
    'against',
    'speed',
    'RSS',
  ];
  const table = [head, ...rows];
  const widths = head.map((_, i) => Math.max(...table.map((line) => line[i]?.length ?? 0)));
  const lines = table.map((line) =>
    line
      .map((cell, i) =>
        i === 0 || i === 6 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0),
      )
      .join('  '),
  );
  return `Node ${machine.node}, ${machine.cores} × ${machine.cpu}\n\n${lines.join('\n')}\n`;
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
