import { CATALOGUE } from '#attacks'

const OF_AN_ISSUER =
  'it asks an issuer, and the twin is a service: a weak issuer shows it, in issuer-found.long.test.ts'

/** Cases that no weakness of the twin shows, and why. */
export const NOT_BY_A_SWITCH: ReadonlyMap<string, string> = new Map([
  ['http-none', 'whoever lets everybody in is found by the controls, before any case is sent: weak-twin.test.ts'],
  ['dos-body-token', OF_AN_ISSUER],
  ...CATALOGUE.filter(({ family }) => family === 'issuer').map(({ id }) => [id, OF_AN_ISSUER] as const),
])
