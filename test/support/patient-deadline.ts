import { slowness } from './slowness.mjs';

/** `CONTRACT_DEADLINE` for a machine as slow as this one. */
export const patientDeadline = `${Math.ceil(2_000 * slowness)}ms`;
