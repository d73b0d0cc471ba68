/** Whether a path is a URL of its own, which takes the place of the base. */
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
