import { getMetadataStorage } from 'class-validator';

/**
 * Lets class-validator remember the rules of each class. It looks for them among those of all classes, for each value that it
 * checks, which takes longer than the check. They do not change: decorators have run when a class is there, and groups of
 * rules, which would make a difference, are not used.
 */
export function rememberRules(): void {
  const storage = getMetadataStorage();
  const find = storage.getTargetValidationMetadatas.bind(storage);
  const known = new Map<unknown, ReturnType<typeof find>>();
  storage.getTargetValidationMetadatas = (target, ...how) => {
    const rules = known.get(target) ?? find(target, ...how);
    known.set(target, rules);
    return rules;
  };
}
