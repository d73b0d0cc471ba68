import type { EventHandler } from '../events.ts';
import type { Redact } from '../http/redaction.ts';

/** How much later a pause must end to be another one. */
const SAME_MS = 1_000;

/**
 * Hands events on, and of the pauses of a resource those that end later than any that it was told of: all of its pages in
 * flight, and all walks of a dependent resource, wait for the same one.
 */
export function tellWaitsOnce(onEvent: EventHandler): EventHandler {
  const toldUntil = new Map<string, number>();
  return (event) => {
    if (event.type === 'waiting') {
      const until = Date.parse(event.until);
      if (until <= (toldUntil.get(event.resource) ?? 0) + SAME_MS) return;
      toldUntil.set(event.resource, until);
    }
    onEvent(event);
  };
}

/** Hands events on without secrets. */
export function redactedEvents(onEvent: EventHandler, redact: Redact): EventHandler {
  return (event) =>
    onEvent('message' in event ? { ...event, message: redact(event.message) } : event);
}
