import { expect, test } from 'vitest';
import { toPlainJson } from '../../../src/cli/voice.ts';
import { SourceError } from '../../../src/errors.ts';
import { resourceReport } from '../../support/sync-report.ts';

test('errors become code, message and context, without stack and cause', () => {
  const error = new SourceError('SOURCE_TIMEOUT', 'contacts, page 2: …', {
    context: { resource: 'contacts', page: 2 },
    cause: new Error('secret'),
  });
  const { error: plain } = JSON.parse(toPlainJson(resourceReport({ error })));
  expect(plain).toEqual({
    code: 'SOURCE_TIMEOUT',
    message: 'contacts, page 2: …',
    context: { resource: 'contacts', page: 2 },
  });
});

test('a foreign error is told by its name', () => {
  expect(JSON.parse(toPlainJson({ error: new TypeError('x') }))).toEqual({
    error: { code: 'TypeError', message: 'x' },
  });
});
