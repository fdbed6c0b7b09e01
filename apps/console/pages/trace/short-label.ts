import type { Step } from '#core/trace/step'

/** What calls are about, in the fewest words; the whole sentence stands beside the drawing. The first that fits counts. */
const ARROW_WORDS: readonly (readonly [RegExp, string])[] = [
  [/^for an access token .* in exchange/, 'exchanges the token'],
  [/^for an access token/, 'wants an access token'],
  [/^for a token/, 'wants a token'],
  [/^for an expired token/, 'an expired token'],
  [/^whether the token is good/, 'is it good?'],
  [/^whether the token is active/, 'is it active?'],
  [/^for (?:its|the) key set/, 'key set?'],
  [/^where its routes are/, 'which routes?'],
  [/^to revoke/, 'revokes the token'],
]

/** The words on an arrow of a diagram: without the comma that stands before "to whom" in the sentence. */
export const shortLabel = ({ what }: Pick<Step, 'what'>): string =>
  ARROW_WORDS.find(([words]) => words.test(what))?.[1] ?? what.replace(/,$/, '')
