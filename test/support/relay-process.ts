/*
 * A process that relays the events of a database to `Receiver` until it is killed. Arguments: the database's URL and the
 * lease in milliseconds.
 */
import { EventsModule } from '../../src/platform/events/events.module.js';
import { startPlatform } from './platform.js';
import { Receiver } from './relay-events.js';

const [url = '', lease] = process.argv.slice(2);
await startPlatform(url, {
  imports: [EventsModule],
  providers: [Receiver],
  relay: { poll: 50, lease: Number(lease) },
});
console.log('ready');
setInterval(() => undefined, 60_000);
