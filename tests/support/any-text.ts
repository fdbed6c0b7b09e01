import fc from 'fast-check'

/**
 * Any character, halves of a pair too. The units that fast-check brings (`binary`, `grapheme`) stand for the same, but to
 * be ready to make a finding smaller they first list a million characters, which takes seconds.
 */
export const anyCharacter = fc.integer({ min: 0, max: 0x10_ff_ff }).map((code) => String.fromCodePoint(code))

/** Any text, made of whatever a string can hold. */
export const anyText = (bounds: { minLength?: number; maxLength?: number } = {}) =>
  fc.string({ ...bounds, unit: anyCharacter })
