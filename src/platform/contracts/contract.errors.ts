import { defineError } from '../../kernel/errors.js';

export const deadlineExceeded = defineError(
  'deadline_exceeded',
  503,
  'Another part of the system took too long',
);
export const moduleAbsent = defineError('module_absent', 503, 'Another part of the system cannot be reached');
