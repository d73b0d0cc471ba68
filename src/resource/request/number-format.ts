/** A number that is not negative with so many digits behind the point; halves go to the even digit, as in Python. */
export function fixedText(value: number, digits: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (value >= 1e21) return digits === 0 ? whole(value) : `${whole(value)}.${'0'.repeat(digits)}`;
  // a hundred digits show every half that can be: one that stands behind digit 99
  const exact = value.toFixed(100);
  const cutAt = exact.indexOf('.') + 1 + digits;
  const cut = exact.slice(0, cutAt).replace(/\.$/, '');
  const isHalf = /^50*$/.test(exact.slice(cutAt));
  return isHalf && /[02468]$/.test(cut) ? cut : value.toFixed(digits);
}

function whole(value: number): string {
  return BigInt(value).toString();
}

/** `1.50e+03`: the exponent has two digits at least. */
export function scientificText(value: number, digits: number): string {
  const [mantissa = '', exponent = '+0'] = value.toExponential(digits).split('e');
  if (!Number.isFinite(value)) return mantissa;
  return `${mantissa}e${exponent.charAt(0)}${exponent.slice(1).padStart(2, '0')}`;
}

/** The shorter of both forms in so many significant digits, without zeros at the end. */
export function generalText(value: number, digits: number): string {
  const significant = Math.max(1, digits);
  const exponent = Number(value.toExponential(significant - 1).split('e')[1] ?? 0);
  if (exponent >= -4 && exponent < significant) {
    return withoutZeros(fixedText(value, significant - 1 - exponent));
  }
  const [mantissa = '', power = ''] = scientificText(value, significant - 1).split('e');
  return `${withoutZeros(mantissa)}e${power}`;
}

function withoutZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
