import { expect, test } from 'vitest';
import { isFatal, openError, readError, writeError } from '../../../src/staging/duckdb-error.ts';

test('a file of a newer DuckDB is refused with what to do', () => {
  const error = openError(
    'crm.duckdb',
    new Error(
      'IO Error: Trying to read a database file with version number 99, but we can only read versions between 64 and 68.\nmore',
    ),
  );
  expect(error.code).toBe('DESTINATION_OPEN');
  expect(error.message).toBe(
    "crm.duckdb: the database cannot be opened: IO Error: Trying to read a database file with version number 99, but we can only read versions between 64 and 68. A newer DuckDB wrote it; write it with STORAGE_VERSION 'v1.5.0' or older, or take another file. Nothing was read or written.",
  );
});

test('only what DuckDB cannot recover from is fatal', () => {
  expect(
    isFatal(
      new Error(
        'FATAL Error: Failed: database has been invalidated because of a previous fatal error.',
      ),
    ),
  ).toBe(true);
  expect(isFatal(new Error('Out of Memory Error: failed to allocate data'))).toBe(false);
});

test('an error that says already what became of the data is not wrapped again', () => {
  const first = writeError('contacts', new Error('Conversion Error: x'), 'The table is as it was.');
  expect(first.message).toBe(
    'contacts: DuckDB refused to write: Conversion Error: x. The table is as it was.',
  );
  expect(writeError('deals', first, 'Other.')).toBe(first);
});

test('a failed read has a code of its own, and says that it changed nothing', () => {
  const error = readError('contacts', new Error('IO Error: short read\nin block 7'));
  expect(error).toMatchObject({ code: 'DESTINATION_READ' });
  expect(error.message).toBe(
    'contacts: DuckDB refused to read: IO Error: short read. Nothing was changed by that.',
  );
});

test.each([
  [
    'could not allocate block of size 16.0 KiB (244.1 MiB/244.1 MiB used)',
    '. Give it more by `--memory-limit`. Kept.',
  ],
  ['failed to offload data block of size 256.0 KiB (9.9 GiB/10.0 GiB used)', 'used). Kept.'],
])('memory that does not suffice: %s', (message, end) => {
  const error = writeError('contacts', new Error(`Out of Memory Error: ${message}`), 'Kept.');
  expect(error.message).toMatch(/^contacts: DuckDB refused to write: Out of Memory Error: /);
  expect(error.message.endsWith(end)).toBe(true);
});
