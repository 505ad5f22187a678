import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { leadingRole, orderRoles, permissions, permissionsOf, roles } from './roles.js';

const someRoles = fc.subarray([...roles]);

describe('roles', () => {
  it('give the admin every permission', () => {
    expect(permissionsOf(['admin'])).toEqual(permissions);
  });

  it('give a customer none', () => {
    expect(permissionsOf(['customer'])).toEqual([]);
  });

  it('never take a permission away by being added', () => {
    fc.assert(
      fc.property(someRoles, someRoles, (some, more) => {
        const together = permissionsOf([...some, ...more]);
        expect(together).toEqual(expect.arrayContaining(permissionsOf(some)));
        expect(new Set(together).size).toBe(together.length);
      }),
    );
  });

  it('show the weightiest role where only one is shown', () => {
    expect(leadingRole(['customer', 'editor'])).toBe('editor');
    expect(leadingRole([])).toBe('customer');
    expect(orderRoles(['author', 'admin', 'author'])).toEqual(['admin', 'author']);
  });
});
