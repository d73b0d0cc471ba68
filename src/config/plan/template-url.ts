import type { TextTemplate } from '../../resource/request/template.ts';
import { isFullUrl, joinUrl, urlProblem } from '../format/join-url.ts';

/** A path with something harmless in place of its expressions. */
function sampleOf(path: TextTemplate): string {
  return path.map((part) => (typeof part === 'string' ? part : 'x')).join('');
}

/**
 * What is wrong with a path and the base that it is joined to.
 *
 * @param written the path as it is written
 */
export function checkUrl(base: unknown, written: unknown, path: TextTemplate): string | undefined {
  if (typeof written !== 'string') return undefined;
  const sample = sampleOf(path);
  if (isFullUrl(sample)) {
    return originOf(path) === undefined
      ? 'must have its host written out: secrets go to origins that the configuration names, and nowhere else'
      : urlProblem(sample);
  }
  if (sample.includes('#')) return 'must not hold a fragment (`#…`): it is never sent';
  if (typeof base !== 'string') return undefined;
  if (base === '') return 'must be a full URL, because `client.base_url` is empty';
  const isAllRight = !URL.canParse(base) || URL.canParse(joinUrl(base, sample));
  return isAllRight ? undefined : 'makes no URL together with `client.base_url`';
}

/** The origin of a path that is a full URL and has it written out. */
export function originOf(path: TextTemplate): string | undefined {
  const [first] = path;
  if (typeof first !== 'string' || !isFullUrl(first)) return undefined;
  const isOpen = path.length > 1 && !/^https?:\/\/[^/?#]+[/?#]/i.test(first);
  return isOpen || !URL.canParse(first) ? undefined : new URL(first).origin;
}
