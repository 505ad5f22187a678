import { ClsServiceManager } from 'nestjs-cls';
import { type DestinationStream, type LogFn, type Logger, pino } from 'pino';
import { PinoPretty } from 'pino-pretty';
import type { Configuration } from '../config/configuration.js';
import { type RequestContext, requestContextKey } from './request-context.js';

/** Fields whose values never reach a log, wherever they stand: secrets, and what tells who a person is. */
const secretFields = [
  'password',
  'token',
  'accessToken',
  'refreshToken',
  'authorization',
  'cookie',
  'secret',
  'email',
  'name',
  'ip',
  'address',
];
const redactedPaths = secretFields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);

/** How errors are written, wherever they are logged from. */
export const errorSerializers = { err: describeError };

/** The process's logger: JSON lines, or colored text for people. Every line names the request that it belongs to. */
export function createLogger(log: Configuration['log'], destination?: DestinationStream): Logger {
  const options = {
    level: log.level,
    base: undefined,
    redact: { paths: redactedPaths, censor: '[redacted]' },
    mixin: (): object => {
      const context = ClsServiceManager.getClsService().get<RequestContext | undefined>(requestContextKey);
      return context ? { requestId: context.requestId, traceId: context.traceId } : {};
    },
    serializers: errorSerializers,
    hooks: {
      // Left to itself, pino repeats an error's own message, which may hold values of a failed statement.
      logMethod(this: Logger, args: Parameters<LogFn>, method: LogFn): void {
        const [subject, message] = args as unknown[];
        const error = subject instanceof Error ? subject : (subject as { err?: unknown } | undefined)?.err;
        if (message === undefined && error instanceof Error)
          method.call(this, subject, describeError(error).message);
        else method.apply(this, args);
      },
    },
  };
  const pretty = (): DestinationStream =>
    PinoPretty({
      ignore: 'requestId,traceId,context,method,route,status,duration,queries,cache,caller',
      messageFormat: '{context} {msg}',
      translateTime: 'SYS:HH:MM:ss',
    });
  return pino(options, destination ?? (log.format === 'pretty' ? pretty() : pino.destination(1)));
}

/**
 * An error without the values that a failed statement carried: TypeORM puts them into the error (`parameters`, `query`),
 * and MySQL repeats a duplicate value in its message.
 */
function describeError(error: Error): { type: string; message: string; stack?: string } {
  const { code } = error as { code?: unknown };
  const databaseError = 'query' in error;
  return {
    type: error.name,
    ...(typeof code === 'string' ? { code } : {}),
    message: databaseError ? 'a statement failed' : error.message,
    stack: databaseError ? error.stack?.replace(error.message, 'a statement failed') : error.stack,
  };
}
