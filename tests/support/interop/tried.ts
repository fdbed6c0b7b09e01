/** What is tried, as the columns of the page call it. */
export const TRIED = [
  'discovery',
  'secret in the header',
  'secret in the body',
  'its own key',
  'its certificate',
  'its assertion alone',
  'introspection',
  'revocation',
  'an odd secret',
  'a wrong secret',
] as const

export type Tried = (typeof TRIED)[number]
