import type { Measured } from './run.ts';

/** A measurement, and how many times as long it takes as what it is held against. */
export interface Case {
  readonly name: string;
  readonly measured: Measured;
  readonly ratio: number;
  /** What it is held against. */
  readonly of: string;
}

export interface Machine {
  readonly node: string;
  readonly cores: number;
  readonly cpu: string;
}

function figures({ name, measured, ratio, of }: Case): Readonly<Record<string, string | number>> {
  const { rows, requests, seconds, peakRssMb } = measured;
  return {
    case: name,
    rows,
    requests,
    seconds: round(seconds, 2),
    'rows/s': rows === 0 ? '' : Math.round(rows / seconds),
    'RSS MB': Math.round(peakRssMb),
    ratio: round(ratio, 2),
    of,
  };
}

export function renderJson(machine: Machine, cases: readonly Case[]): string {
  return `${JSON.stringify({ machine, cases: cases.map(figures) }, null, 2)}\n`;
}

/** One line for each case, in columns. */
export function renderText(machine: Machine, cases: readonly Case[]): string {
  const rows = cases.map((one) => Object.values(figures(one)).map(String));
  const head = Object.keys(figures(cases[0] as Case));
  const table = [head, ...rows];
  const widths = head.map((_, i) => Math.max(...table.map((line) => line[i]?.length ?? 0)));
  const isText = (column: number): boolean => column === 0 || column === head.length - 1;
  const lines = table.map((line) =>
    line
      .map((cell, i) => (isText(i) ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  return `${describe(machine)}\n\n${lines.join('\n')}\n`;
}

const LINE = 26;
const NAME_WIDTH = 330;
const BAR_WIDTH = 300;

/** The ratios as bars; the thin line is 1, what the machine or the API would allow. */
export function renderSvg(machine: Machine, cases: readonly Case[]): string {
  const most = Math.max(...cases.map(({ ratio }) => ratio), 1);
  const scale = BAR_WIDTH / most;
  const height = LINE * (cases.length + 2);
  const lines = cases.flatMap(({ name, ratio, of }, i) => {
    const y = LINE * (i + 1);
    const x = NAME_WIDTH + ratio * scale + 6;
    return [
      `<text x="${NAME_WIDTH - 8}" y="${y + 4}" text-anchor="end">${escaped(name)}</text>`,
      `<rect x="${NAME_WIDTH}" y="${y - 8}" width="${round(ratio * scale, 1)}" height="16" fill="#4078c0"/>`,
      `<text x="${round(x, 1)}" y="${y + 4}" fill="#555">${round(ratio, 2)} × ${escaped(of)}</text>`,
    ];
  });
  const one = round(NAME_WIDTH + scale, 1);
  const width = NAME_WIDTH + BAR_WIDTH + 240;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="13">
<title>Time of each case against what the machine or the API would allow</title>
<rect width="100%" height="100%" fill="white"/>
${lines.join('\n')}
<line x1="${one}" x2="${one}" y1="8" y2="${height - LINE}" stroke="#c33"/>
<text x="8" y="${height - 8}" fill="#555">${escaped(describe(machine))}</text>
</svg>
`;
}

function describe({ node, cores, cpu }: Machine): string {
  return `Node ${node}, ${cores} × ${cpu}`;
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
