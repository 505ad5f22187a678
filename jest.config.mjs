/** Specs beside the code (`*.spec.ts`) and the suites under `test/` (`*.test.ts`), compiled by SWC as ES modules. */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/src', '<rootDir>/test'],
  testMatch: ['**/*.spec.ts', '**/*.test.ts'],
  setupFiles: ['<rootDir>/test/support/setup.ts'],
  testSequencer: '<rootDir>/test/support/sequencer.mjs',
  transform: { '^.+\\.ts$': ['@swc/jest'] },
  extensionsToTreatAsEsm: ['.ts'],
  testTimeout: 30_000,
  // Jest leaves one core idle unless it is told: on two cores that is half of the machine.
  maxWorkers: '100%',
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
};
