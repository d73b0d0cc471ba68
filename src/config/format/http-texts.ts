/** What is wrong with the name of a header; undefined for nothing, as in all checks of texts. */
export function headerNameProblem(name: string): string | undefined {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(name) ? undefined : 'is no name for a header';
}

/** What is wrong with the value of a header, or of a key that is sent as one. */
export function headerValueProblem(value: string): string | undefined {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value)
    ? undefined
    : 'holds a character that no header can carry, such as a line break';
}

/** What is wrong with a text as an absolute http(s) URL, without the text. */
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

/** What is wrong with a host, a host with a port, or an origin. */
export function hostProblem(host: string): string | undefined {
  if (host.includes('*')) return 'must be one host; there are no wildcards';
  if (!host.includes('://')) {
    return /^[^\s/?#@\\]+$/.test(host) && URL.canParse(`https://${host}`)
      ? undefined
      : 'must be a host, a host with a port, or an origin; without a path';
  }
  if (!/^https?:\/\//i.test(host) || !URL.canParse(host)) {
    return 'must be an origin that begins with http:// or https://';
  }
  const url = new URL(host);
  return url.pathname === '/' && `${url.search}${url.hash}${url.username}${url.password}` === ''
    ? undefined
    : 'must be an origin: without a path, a query and a user name';
}
