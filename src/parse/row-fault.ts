/** What is wrong with a row, said without its place, which the page knows. */
export class RowFault extends Error {
  readonly code: 'PARSE_LIMIT' | 'PARSE_NUMBER_RANGE' | 'PARSE_KEY_MISSING';

  constructor(code: RowFault['code'], message: string) {
    super(message);
    this.code = code;
  }
}
