import type { bindRequest } from '../resource/request/bind-request.ts';
import type { IncrementalStage } from '../transform/incremental.ts';

/** What a request is bound with: the parent row's values, and the cursor's as they are sent. */
export function bindValues(
  parent: ReadonlyMap<string, unknown> | undefined,
  incremental: IncrementalStage | undefined,
): Parameters<typeof bindRequest>[1] {
  return {
    ...(parent === undefined ? {} : { parent }),
    ...(incremental === undefined
      ? {}
      : {
          incremental: {
            attribute: (name: string): unknown => incremental.sent(name),
            start: incremental.sent('start_value'),
            end: incremental.sent('end_value'),
          },
        }),
  };
}
