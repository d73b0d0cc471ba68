/**
 * Whether a path leads to one entity: its last segment holds a placeholder. A query counts to the last segment, as it
 * always has; slashes at the end do not.
 */
export function isSingleEntity(path: string): boolean {
  const last = path
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.')
    .at(-1);
  // doubled braces are none that something is put into
  const single = (last ?? '').replace(/\{\{|\}\}/g, '');
  return /\{[A-Za-z0-9.\-_]+\}/.test(single);
}
