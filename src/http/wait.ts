/** A pause before a request goes out. */
export interface Wait {
  readonly ms: number;
  /** Why, for messages: `the API answered 429 and asks for it`. */
  readonly why: string;
  /** Whether the API asked for it, and said for how long. */
  readonly isAsked: boolean;
}

/** Told of a pause before it begins. What it throws ends the request in place of the pause. */
export type OnWait = (wait: Wait) => void;

/** The time that the configuration gives is over, or would be before the next request may go out. */
export class DeadlineReached extends Error {
  override readonly name = 'DeadlineReached';
}

/** Why a request is sent again only later. */
export function whyOfStatus(status: number, isAsked: boolean): string {
  return `the API answered ${status}${isAsked ? ' and asks for it' : ''}`;
}
