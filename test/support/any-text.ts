import fc from 'fast-check';

/** Any code point but the halves of surrogate pairs. */
const codePoint = fc
  .oneof(fc.integer({ max: 0xd7ff, min: 0 }), fc.integer({ max: 0x10ffff, min: 0xe000 }))
  .map((code) => String.fromCodePoint(code));

/** Text of any characters: like `fc.string({ unit: 'binary' })`, which takes seconds to build its table of all of them. */
export function anyText(constraints: { readonly maxLength?: number } = {}): fc.Arbitrary<string> {
  return fc.string({ unit: codePoint, ...constraints });
}
