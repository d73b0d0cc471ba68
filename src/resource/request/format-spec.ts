/** A format of Python's mini-language (`[[fill]align][sign][#][0][width][grouping][.precision][type]`), taken apart. */
export interface FormatSpec {
  readonly fill: string;
  /** `=` puts the filling between the sign and the digits. Undefined: numbers to the right, texts to the left. */
  readonly align?: '<' | '>' | '=' | '^';
  readonly sign: '+' | '-' | ' ';
  /** Whether `0x` and the like are written. */
  readonly hasPrefix: boolean;
  readonly width: number;
  readonly grouping: '' | ',' | '_';
  readonly precision?: number;
  readonly type: string;
}

const SPEC =
  /^(?:(.)?([<>=^]))?([+\- ])?(#)?(0)?(\d{1,3})?([,_])?(?:\.(\d{1,2}))?([sdxXobeEfFgG%])?$/su;

export const TEXT_TYPES: readonly string[] = ['', 's'];
export const INTEGER_TYPES: readonly string[] = ['d', 'x', 'X', 'o', 'b'];

/** Takes a format apart; gives what is wrong with it where it is none, or one that Sluice does not know. */
export function parseSpec(spec: string): FormatSpec | { readonly problem: string } {
  const found = SPEC.exec(spec);
  if (found === null) {
    const known = '`04d`, `.2f`, `>10`, `,d` and `x` are';
    return { problem: `has the format \`${spec}\`, which is not supported; formats like ${known}` };
  }
  const [, fill, align, sign, prefix, zero, width, grouping = '', precision, type = ''] = found;
  const isZeroFilled = zero !== undefined && align === undefined;
  // a zero in front of the width fills numbers behind their sign, and texts, as in Python, on their right
  const filling = isZeroFilled ? '0' : (fill ?? ' ');
  const problem = contradiction({ sign, prefix, grouping, precision, type, align, filling });
  if (problem !== undefined) return { problem: `has the format \`${spec}\`, in which ${problem}` };
  const isNumber = type !== '' && type !== 's';
  const chosen = align ?? (isZeroFilled && isNumber ? '=' : undefined);
  return {
    fill: filling,
    ...(chosen === undefined ? {} : { align: chosen as '<' | '>' | '=' | '^' }),
    sign: (sign ?? '-') as '+' | '-' | ' ',
    hasPrefix: prefix !== undefined,
    width: Number(width ?? 0),
    grouping: grouping as '' | ',' | '_',
    ...(precision === undefined ? {} : { precision: Number(precision) }),
    type,
  };
}

interface SpecParts {
  readonly sign: string | undefined;
  readonly prefix: string | undefined;
  readonly grouping: string;
  readonly precision: string | undefined;
  readonly type: string;
  readonly align: string | undefined;
  readonly filling: string;
}

function contradiction(parts: SpecParts): string | undefined {
  const { sign, prefix, grouping, precision, type, align, filling } = parts;
  if (type === 's' && (sign !== undefined || grouping !== '' || align === '=')) {
    return 'a sign, a grouping or `=` is given for a text';
  }
  if (prefix !== undefined && !['x', 'X', 'o', 'b'].includes(type)) {
    return '`#` goes only with `x`, `X`, `o` and `b`';
  }
  if (precision !== undefined && INTEGER_TYPES.includes(type)) {
    return 'an integer has a precision';
  }
  if (grouping === ',' && ['x', 'X', 'o', 'b'].includes(type)) {
    return '`,` goes only with decimal numbers';
  }
  return grouping !== '' && filling === '0' ? 'zeros and a grouping are given at once' : undefined;
}
