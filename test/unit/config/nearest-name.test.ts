import { describe, expect, test } from 'vitest';
import { nearestName } from '../../../src/config/format/nearest-name.ts';

const VALID = ['data_selector', 'paginator', 'path', 'params', 'total_path', 'method'];

describe('The nearest name', () => {
  test.each([
    ['data_selektor', 'data_selector'],
    ['dataSelector', 'data_selector'],
    ['data-selector', 'data_selector'],
    ['paginater', 'paginator'],
    ['param', 'params'],
    ['pth', 'path'],
    ['total', 'total_path'],
    ['Method', 'method'],
    ['methods_used', 'method'],
    ['paht', 'path'],
    ['prams', 'params'],
  ])('for %s is %s', (name, nearest) => {
    expect(nearestName(name, VALID)).toBe(nearest);
  });

  test.each(['x', '', 'sort', 'data', 'completely_else'])(
    'for %j is none that is too far',
    (name) => {
      expect(nearestName(name, ['paginator', 'method'])).toBeUndefined();
    },
  );
});
