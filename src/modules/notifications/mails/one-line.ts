/**
 * A value on one line, as plain text: without line breaks, other control characters, and characters that turn the
 * direction of what follows.
 */
export function oneLine(value: string): string {
  return value
    .toWellFormed()
    .replaceAll(
      /[\p{Cc}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]+/gu,
      ' ',
    )
    .replaceAll(/\s+/g, ' ')
    .trim();
}
