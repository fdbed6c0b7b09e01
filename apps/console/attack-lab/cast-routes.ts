import type { Role } from '#scenarios'

/** Which kind of token of the factory a route of a service believes. */
export type CastTrust = 'ask-factory' | 'plain' | 'access-token' | 'introspection'

export interface CastRoute {
  readonly scenario: number
  readonly role: Exclude<Role, 'servicea'>
  readonly trust: CastTrust
}

/** Routes of B and C at which tokens of the factory are shown. In 3 and 4 the caller signs by a key that stays with it. */
export const CAST_ROUTES = {
  'serviceb-scenario7': { scenario: 7, role: 'serviceb', trust: 'access-token' },
  'serviceb-scenario10': { scenario: 10, role: 'serviceb', trust: 'introspection' },
  'serviceb-scenario1': { scenario: 1, role: 'serviceb', trust: 'ask-factory' },
  'serviceb-scenario2': { scenario: 2, role: 'serviceb', trust: 'ask-factory' },
  'serviceb-scenario5': { scenario: 5, role: 'serviceb', trust: 'plain' },
  'serviceb-scenario6': { scenario: 6, role: 'serviceb', trust: 'plain' },
  'servicec-scenario1': { scenario: 1, role: 'servicec', trust: 'ask-factory' },
  'servicec-scenario2': { scenario: 2, role: 'servicec', trust: 'ask-factory' },
  'servicec-scenario6': { scenario: 6, role: 'servicec', trust: 'plain' },
  'servicec-scenario8': { scenario: 8, role: 'servicec', trust: 'access-token' },
  'servicec-scenario9': { scenario: 9, role: 'servicec', trust: 'access-token' },
} as const satisfies Record<string, CastRoute>

export type CastTarget = keyof typeof CAST_ROUTES
export const CAST_TARGETS = Object.keys(CAST_ROUTES) as CastTarget[] // Object.keys forgets the literal type

const TITLES_OF_ROLES: Record<CastRoute['role'], string> = { serviceb: 'Service B', servicec: 'Service C' }

const HOW_SCENARIOS_BELIEVE: Readonly<Record<number, string>> = {
  1: 'it asks the factory about each token',
  2: 'it asks the factory, as one of two callees',
  5: 'it verifies with the key set',
  6: 'it verifies with the key set, while keys are rotated',
  7: 'access tokens',
  8: 'access tokens, at the end of a chain',
  9: 'access tokens, on behalf of somebody',
  10: 'access tokens, and it asks whether they were revoked',
}

/** For a list: under whose name it stands, and what it is. */
export function titleOfCast(target: CastTarget): { group: string; title: string } {
  const { role, scenario } = CAST_ROUTES[target]
  const group = TITLES_OF_ROLES[role]
  return { group, title: `${group}, scenario ${scenario}: ${HOW_SCENARIOS_BELIEVE[scenario]}` }
}
