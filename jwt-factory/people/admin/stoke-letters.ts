/** What somebody may ask of the directory, by the letters of the claim `stk`. */
export const ADMIN_ACTIONS = [
  'read-users',
  'change-users',
  'read-groups',
  'change-groups',
  'read-claims',
  'change-claims',
  'see-totals',
  'read-metrics',
  'read-audit',
] as const
export type AdminAction = (typeof ADMIN_ACTIONS)[number]

/** The claim that has them. */
export const STOKE_CLAIM = 'stk'
export const SUPERUSER_LETTER = 'S'

/** Each letter with what it is for: small ones read, large ones change. */
export const STOKE_LETTERS = {
  S: 'Anything',
  s: 'Reads everything',
  u: 'Reads users',
  U: 'Changes users',
  g: 'Reads groups',
  G: 'Changes groups',
  c: 'Reads claims',
  C: 'Changes claims',
  m: 'Reads metrics',
} as const
export type StokeLetter = keyof typeof STOKE_LETTERS

/**
 * Who else than a superuser may do it. Whoever changes users sees the groups that they are in, and whoever changes groups the
 * claims that they have. Groups are read with their links, users with their groups.
 */
const LETTERS_FOR: Record<AdminAction, readonly StokeLetter[]> = {
  'read-users': ['s', 'u', 'U'],
  'change-users': ['U'],
  'read-groups': ['s', 'g', 'G', 'U'],
  'change-groups': ['G'],
  'read-claims': ['s', 'c', 'C', 'G', 'U'],
  'change-claims': ['C'],
  'see-totals': ['s', 'U', 'u', 'G', 'g', 'C', 'c'],
  'read-metrics': ['m', 's'],
  'read-audit': ['s'], // ours: the original has no such log
}

/** Every letter that lets somebody do it, for whoever asks why they may not: "s, u, U or S". */
export function lettersText(action: AdminAction): string {
  const all = [...LETTERS_FOR[action], SUPERUSER_LETTER]
  return `${all.slice(0, -1).join(', ')} or ${all.at(-1)}`
}

/**
 * Whether the claims of somebody let them do something. A claim that is no text lets nobody do anything.
 * @param claims of a token that was believed
 */
export function mayAdminister(claims: Readonly<Record<string, unknown>>, action: AdminAction): boolean {
  const stk = Object.hasOwn(claims, STOKE_CLAIM) ? claims[STOKE_CLAIM] : undefined
  if (typeof stk !== 'string') return false
  const letters = new Set(stk.split(','))
  return letters.has(SUPERUSER_LETTER) || LETTERS_FOR[action].some((letter) => letters.has(letter))
}
