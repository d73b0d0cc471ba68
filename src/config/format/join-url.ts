export { isFullUrl, joinUrl } from '../../resource/request/join-url.ts';

/** What is wrong with a text as an absolute http(s) URL, without the text; undefined for nothing. */
export function urlProblem(text: string): string | undefined {
  if (/^[^:/?#]+:/.test(text) && !/^https?:/i.test(text))
    return 'must begin with http:// or https://';
  if (!/^https?:\/\/[^/?#]/i.test(text) || !URL.canParse(text)) {
    return 'must be an absolute http or https URL';
  }
  const { username, password } = new URL(text);
  if (username !== '' || password !== '') {
    return 'must not hold a user name or a password; write them under `auth`';
  }
  return text.includes('#') ? 'must not hold a fragment (`#…`): it is never sent' : undefined;
}
