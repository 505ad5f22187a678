import type { JsonObject } from '../../kernel/json.js';

/**
 * Something that happened, told to whoever subscribes. A module declares its events in `<module>.events.ts`:
 *
 *     export class PostPublished extends DomainEvent<{ postId: string }> {
 *       static readonly type = 'blog.post-published.v1';
 *     }
 *
 * Payloads are plain JSON. A change that old subscribers cannot read is a new version: a new class and type.
 */
export abstract class DomainEvent<P extends JsonObject = JsonObject> {
  constructor(readonly payload: P) {}
}

/** A class of events. The type is stored: it names the event for ever. */
export interface EventClass<E extends DomainEvent = DomainEvent> {
  new (payload: E['payload']): E;
  readonly type: string;
}

/** An event as a subscriber receives it. The id is the same on every delivery of the event. */
export interface ReceivedEvent<E extends DomainEvent = DomainEvent> {
  readonly id: string;
  readonly type: string;
  readonly occurredAt: Date;
  readonly payload: E['payload'];
}
