import 'reflect-metadata';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { getMetadataStorage, validateSync } from 'class-validator';
import { IntegerField, TextField } from './fields.js';
import { rememberRules } from './remembered-rules.js';

class Base {
  @TextField({ min: 1 })
  name: string;
}

class Derived extends Base {
  @IntegerField({ min: 1 })
  count: number;
}

const faultyFields = (input: object): string[] => validateSync(input).map(({ property }) => property);

describe('remembered rules', () => {
  const find = jest.spyOn(getMetadataStorage(), 'getTargetValidationMetadatas');
  beforeAll(() => rememberRules());

  it('are those of the class and of what it extends, each time', () => {
    for (let time = 0; time < 3; time += 1) {
      expect(faultyFields(Object.assign(new Base(), { name: '' }))).toEqual(['name']);
      expect(faultyFields(Object.assign(new Derived(), { name: '', count: 0 })).toSorted()).toEqual([
        'count',
        'name',
      ]);
      expect(faultyFields(Object.assign(new Derived(), { name: 'jug', count: 1 }))).toEqual([]);
    }
  });

  it('are looked for once for each class', () => {
    expect(find.mock.calls.map(([target]) => target)).toEqual([Base, Derived]);
  });
});
