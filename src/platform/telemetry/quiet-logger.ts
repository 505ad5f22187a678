import { Injectable } from '@nestjs/common';
import { Logger } from 'nestjs-pino';

/** Parts of the framework that write a line for each module and route at every start. */
const chatty = new Set<unknown>([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
]);

/** Nest's logger on top of ours; what the framework says about its own start is for debugging. */
@Injectable()
export class QuietLogger extends Logger {
  override log(message: unknown, ...parameters: unknown[]): void {
    if (chatty.has(parameters.at(-1))) this.debug(message, ...parameters);
    else super.log(message, ...parameters);
  }

  /** What the framework could not start it throws as well; whoever started it says so in one line. */
  override error(message: unknown, ...parameters: unknown[]): void {
    if (chatty.has(parameters.at(-1))) this.debug(message, ...parameters);
    else super.error(message, ...parameters);
  }
}
