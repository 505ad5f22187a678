import { EnumField, ObjectField } from '../http/fields.js';

/** Whether the process runs. */
export class LivenessResponse {
  @EnumField(['ok'])
  status: string;
}

/** What readiness asks. */
export class ReadinessChecks {
  @EnumField(['up', 'down'])
  database: string;
}

/** Whether the process takes requests. */
export class ReadinessResponse {
  @EnumField(['ok', 'down', 'draining'])
  status: string;

  @ObjectField(() => ReadinessChecks)
  checks: ReadinessChecks;
}
