/**
 * Whether a path leads to one entity: the last segment of its path holds a placeholder. One in the query
 * chooses rows of a list; slashes at the end do not count.
 */
export function isSingleEntity(path: string): boolean {
  const [address = ''] = path.split('?');
  const last = address
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.')
    .at(-1);
  // doubled braces are none that something is put into
  const single = (last ?? '').replace(/\{\{|\}\}/g, '');
  return /\{[A-Za-z0-9.\-_]+\}/.test(single);
}
