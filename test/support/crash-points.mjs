/*
 * Preloaded with `--import`: once the server got the signal SIGUSR2 it kills itself as `kill -9` would, before or after
 * the n-th call of a checkout to another module, as `CRASH_AT` says (`before:3`). It watches the spans of these calls.
 */
import { INVALID_SPAN_CONTEXT, trace } from '@opentelemetry/api';

const [moment, number] = (process.env.CRASH_AT ?? 'never').split(':');
const called = /^(catalog|inventory|payments)\./;
let armed = false;
let calls = 0;
process.on('SIGUSR2', () => {
  armed = true;
  console.log('armed');
});

function crashIf(now, call) {
  if (moment === now && call === Number(number)) process.kill(process.pid, 'SIGKILL');
}

const tracer = {
  startSpan: () => trace.wrapSpanContext(INVALID_SPAN_CONTEXT),
  startActiveSpan(name, ...rest) {
    const span = this.startSpan();
    if (armed && called.test(name)) {
      const call = (calls += 1);
      crashIf('before', call);
      span.end = () => crashIf('after', call);
    }
    return rest.at(-1)(span);
  },
};
trace.setGlobalTracerProvider({ getTracer: () => tracer });
