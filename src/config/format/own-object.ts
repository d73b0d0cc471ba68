import type { OwnAuth } from '../../http/client.ts';
import type { OwnPaginator } from '../../pagination/settings.ts';
import { hasMethod } from './plain.ts';

/** Whether this is a paginator of somebody's own, as opposed to the description of one. */
export function isOwnPaginator(value: unknown): value is OwnPaginator {
  return hasMethod(value, 'next');
}

/** Whether this is an authentication of somebody's own, as opposed to the description of one. */
export function isOwnAuth(value: unknown): value is OwnAuth {
  return hasMethod(value, 'authorize');
}
