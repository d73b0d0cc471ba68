/** Whether a path is a URL of its own, which takes the place of `base_url`. */
export function isFullUrl(path: string): boolean {
  return /^https?:/i.test(path);
}

/**
 * Puts a path behind a base: the slashes at the end of the one and at the start of the other become one, all others stay.
 * An empty path is the base; a full http(s) URL is itself.
 */
export function joinUrl(base: string, path: string): string {
  if (isFullUrl(path)) return path;
  if (path === '') return base;
  return `${base.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`;
}

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
