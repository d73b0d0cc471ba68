import fc from 'fast-check';
import { expect, test } from 'vitest';
import { errorText } from '../../../src/http/error-text.ts';
import { createRedactor } from '../../../src/http/redaction.ts';

const keep = (text: string): string => text;

test.each([
  ['', ''],
  ['{"succeeded":0}', '{"succeeded":0}'],
  ['{"error":"invalid_token","error_description":"Expired"}', 'invalid_token: Expired'],
  ['{"error":{"code":7,"message":"Deep"}}', 'Deep'],
  [
    '{"message":"Invalid","errors":{"email":["is bad","is long"]}}',
    'Invalid: email is bad; is long',
  ],
  ['{"title":"Bad","detail":"Worse","type":"about:blank"}', 'Bad: Worse'],
  ['{"errors":[{"title":"A","detail":"B"},{"message":"C"}]}', 'A: B; C'],
  ['["One",{"message":"Two"}]', 'One; Two'],
  ['{"reason":"No quota"}', 'No quota'],
  ['{"detail":"Not yours"}', 'Not yours'],
  ['{"details":"Not yours"}', 'Not yours'],
  ['{"details":["Not","yours"]}', 'Not; yours'],
  ['{"error":{"code":104,"type":"limit","info":"Used up"}}', 'Used up'],
  ['{"error":{"message":"Deep","reason":"deep"}}', 'Deep: deep'],
  ['{"msg":"Short"}', 'Short'],
  ['{"error_message":"Snake"}', 'Snake'],
  ['{"errorMessage":"Camel"}', 'Camel'],
  ['{"error-msg":"Kebab"}', 'Kebab'],
  ['{"Message":"Authorization has been denied"}', 'Authorization has been denied'],
  ['{"error_description":"Expired"}', 'Expired'],
  ['{"description":"Gone"}', 'Gone'],
  ['{"title":"Title"}', 'Title'],
  ['{"status_code":7,"status_message":"Invalid API key"}', 'Invalid API key'],
  [
    '{"fault":{"faultstring":"Over the limit","detail":{"errorcode":"x.y"}}}',
    'Over the limit: errorcode x.y',
  ],
  ['{"exception":"NullPointer"}', 'NullPointer'],
  ['{"err":"bad"}', 'bad'],
  ['{"errors":["One","One","Two"]}', 'One; Two'],
  ['{"errors":{"base":["No"]}}', 'base No'],
  ['{"errorMessages":["No such field"],"errors":{}}', 'No such field'],
  ['{"error":"Bad","message":"Bad Request"}', 'Bad Request'],
  [
    '{"error":{"code":403,"message":"Quota","errors":[{"reason":"rateLimit","message":"Quota"}]}}',
    'Quota: rateLimit',
  ],
  ['{"status":403,"reason":null,"message":""}', '{"status":403,"reason":null,"message":""}'],
  ['{"message":"cut of', '{"message":"cut of'],
  [
    '<p>Rate &lt;5&#47;s&gt; &amp; more&nbsp;</p><!-- <b>no</b> --><script>let no</script>',
    'Rate <5/s> & more',
  ],
  ['<!DOCTYPE html><html><body', ''],
  ['a < b', 'a < b'],
  ['line\r\n\u0000\u001b[31mred\u202etxt\u2028x', 'line [31mred txt x'],
])('%s', (body, text) => {
  expect(errorText(body, keep)).toBe(text);
});

test('a long text is cut between characters', () => {
  const text = errorText(`${'x'.repeat(199)}😀 and more`, keep);
  expect(text).toBe(`${'x'.repeat(199)}…`);
});

test('a secret is gone before the text is cut, also where it was escaped', () => {
  const redact = createRedactor(['canary-value']);
  const escaped = '\\u0063anary-value';
  const text = errorText(`{"message":"${'x'.repeat(190)} ${escaped} ${escaped}"}`, redact);
  expect(text).toBe(`${'x'.repeat(190)} *** ***`);
});

test('whatever the body is, the text is one short line', () => {
  const bodies = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc.json().map((t) => `${t}${t}`),
  );
  fc.assert(
    fc.property(bodies, (body) => {
      const text = errorText(body, keep);
      expect(text.length).toBeLessThanOrEqual(201);
      expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    }),
  );
});
