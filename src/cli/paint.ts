import { styleText } from 'node:util';

export type Colour = 'red' | 'green' | 'yellow' | 'dim';
export type Paint = (colour: Colour, text: string) => string;

/** Whether a terminal can be drawn on, and whether in colours. */
export interface TerminalLook {
  /** Lines can be redrawn. */
  readonly live: boolean;
  readonly paint: Paint;
}

/** Colours only on a terminal, and not where `NO_COLOR` is set to anything (https://no-color.org). */
export function lookOf(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): TerminalLook {
  const live = stream.isTTY === true && env['TERM'] !== 'dumb';
  const coloured = live && !env['NO_COLOR'];
  return {
    live,
    paint: (colour, text) => (coloured ? styleText(colour, text, { validateStream: false }) : text),
  };
}
