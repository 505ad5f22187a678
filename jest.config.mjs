import { availableParallelism } from 'node:os';
import { testTimeout } from './test/support/slowness.mjs';

/** Specs beside the code (`*.spec.ts`) and the suites under `test/` (`*.test.ts`), compiled by SWC as ES modules. */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/src', '<rootDir>/test'],
  testMatch: ['**/*.spec.ts', '**/*.test.ts'],
  setupFiles: ['<rootDir>/test/support/setup.ts'],
  testSequencer: '<rootDir>/test/support/sequencer.mjs',
  transform: { '^.+\\.ts$': ['@swc/jest'] },
  extensionsToTreatAsEsm: ['.ts'],
  testTimeout,
  // One more than there are cores: some tests wait, for a lease to end or for a process that was killed.
  maxWorkers: availableParallelism() + 1,
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
};
