import { describe, expect, test } from 'vitest';
import { literalText } from '../../../src/config/braces.ts';

describe('Braces', () => {
  test.each([
    ['a', false, 'a'],
    ['{{a}}', false, '{a}'],
    ['{{{{a}}}}', false, '{{a}}'],
    ['{{a}}', true, '{a}'],
    ['{{{{a}}}}', true, '{a}'],
  ])('%s (path: %s) means %s', (text, isPath, literal) => {
    expect(literalText(text, isPath)).toEqual({ text: literal });
  });

  test.each(['{a}', 'x{a.b}y', '{{{a}}}', '{}'])('%s holds a placeholder', (text) => {
    expect(literalText(text)).toMatchObject({ isLater: true });
  });

  test.each(['{', '}', 'a{b', '{a}}', '{{a}'])('%s holds a single brace', (text) => {
    expect(literalText(text)).toMatchObject({ isLater: false });
  });
});
