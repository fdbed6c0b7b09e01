import type { Environment } from '#core/config/setting'
import { openLoneFactory, type LoneFactory } from '../lone-factory.ts'

/** Longer than every cache that is measured. Seconds. */
const DAYS = String(3 * 86_400)

/** The issuers that clients meet: as it is, and as those set it whose clients know RS256 alone. */
export const CLIENT_ISSUERS = {
  /** KEY_SET_MAX_AGE is 60 by itself. */
  default: { algorithm: 'ES256', maxAgeSeconds: 60, env: {} },
  // Another age, to tell who goes by it from who happens to keep keys as long.
  RS256: { algorithm: 'RS256', maxAgeSeconds: 20, env: { ALGORITHM: 'RS256', KEY_SET_MAX_AGE: '20' } },
} as const satisfies Record<string, { algorithm: string; maxAgeSeconds: number; env: Environment }>

export type IssuerName = keyof typeof CLIENT_ISSUERS

export const ISSUER_NAMES = Object.keys(CLIENT_ISSUERS) as IssuerName[] // the keys of what stands above

export interface RunningIssuers extends Record<IssuerName, LoneFactory> {
  close(): Promise<void>
}

export async function openIssuers(): Promise<RunningIssuers> {
  const [byDefault, RS256] = await Promise.all(
    ISSUER_NAMES.map((name) =>
      openLoneFactory({ ...CLIENT_ISSUERS[name].env, FACTORY_TOKEN_LIFETIME: DAYS, KEY_LIFETIME: DAYS }),
    ),
  )
  if (!byDefault || !RS256) throw new Error('both were opened')
  return {
    default: byDefault,
    RS256,
    async close() {
      await Promise.all([byDefault.close(), RS256.close()])
    },
  }
}
