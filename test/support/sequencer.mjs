import Sequencer from '@jest/test-sequencer';

/**
 * Begins with the suites that start applications and processes, which take longest. Jest knows how long a file takes only after
 * its first run, and a fresh clone has none.
 */
export default class LongSuitesFirst extends Sequencer {
  sort(tests) {
    const isSpec = ({ path }) => Number(path.endsWith('.spec.ts'));
    return super.sort(tests).toSorted((one, other) => isSpec(one) - isSpec(other));
  }
}
