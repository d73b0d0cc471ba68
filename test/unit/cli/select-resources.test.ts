import { describe, expect, test } from 'vitest';
import { UsageError } from '../../../src/cli/exit-code.ts';
import { assertResource, selectResources } from '../../../src/cli/select-resources.ts';

const NAMES = ['contacts', 'deals', 'lists'];

describe('selectResources', () => {
  test.each([
    ['all by default', {}, NAMES],
    ['only, in the order of the source', { only: ['lists', 'contacts'] }, ['contacts', 'lists']],
    ['exclude', { exclude: ['deals'] }, ['contacts', 'lists']],
    ['both', { only: ['contacts', 'deals'], exclude: ['deals'] }, ['contacts']],
  ])('%s', (_name, selection, selected) => {
    expect(selectResources(NAMES, selection)).toEqual(selected);
  });

  test.each([
    ['--only', { only: ['contact', 'deals'] }],
    ['--exclude', { exclude: ['contact'] }],
  ])('%s with a name that is not there names those that are', (flag, selection) => {
    const select = () => selectResources(NAMES, selection);
    expect(select).toThrow(UsageError);
    expect(select).toThrow(
      `${flag}: there is no resource \`contact\`. The configuration has \`contacts\`, \`deals\`, \`lists\`.`,
    );
  });

  test('leaving nothing is a mistake', () => {
    expect(() => selectResources(NAMES, { only: ['deals'], exclude: ['deals'] })).toThrow(
      UsageError,
    );
  });
});

test('a resource to stream must be there', () => {
  expect(() => assertResource('deals', NAMES)).not.toThrow();
  expect(() => assertResource('deal', NAMES)).toThrow('stream: there is no resource `deal`');
});
