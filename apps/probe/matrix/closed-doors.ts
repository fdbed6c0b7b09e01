import { join } from 'node:path'
import type { Clock } from '#core/clock'
import type { PartyPortName } from '#core/config/parties'
import { patienceOf } from '#core/config/patience'
import { readRegularFile } from '#core/files/regular-file'
import type { NumberedScenario } from '#scenarios'
import type { PlayConfig } from '../../play/config.ts'
import { knockWithoutCertificate } from './knock-without-certificate.ts'
import { saySilent } from './silent-parties.ts'
import type { UnlockedDoor } from './token-matrix.ts'

/** Sidecars of the mesh that take nobody without its certificates. */
const CLOSED = [
  { party: 'web-ui', scenario: 12 },
  { party: 'backend-api', scenario: 12 },
  { party: 'second-backend-api', scenario: 12 },
  { party: 'web-ui-login', scenario: 16 },
] as const satisfies readonly { party: PartyPortName; scenario: number }[]

/** Their names, by which findings are known. */
export const CLOSED_PARTIES: readonly string[] = CLOSED.map(({ party }) => party)

/** What came where a certificate of the mesh is needed. */
export interface KnockedAtClosed {
  /** It was asked for: a sentence each. */
  readonly closed: readonly string[]
  /** An answer came without one. */
  readonly answered: readonly UnlockedDoor[]
  /** Neither: a sentence each. */
  readonly silent: readonly string[]
}

type MeshPlaces = Pick<PlayConfig, 'host' | 'keysFolder' | 'peerTimeoutMilliseconds'> &
  Readonly<Record<`${PartyPortName}Port`, number>>

/**
 * Knocks where a certificate of the mesh is needed, without one and without a token.
 * @throws the platform's error where the sandbox has no certificates yet
 */
export async function knockAtClosed(
  scenarios: readonly NumberedScenario[],
  places: MeshPlaces,
  clock: Clock,
): Promise<KnockedAtClosed> {
  const numbers = new Set(scenarios.map(({ number }) => number))
  const patience = patienceOf(places).forward.headers
  const ca = await readRegularFile(join(places.keysFolder, 'tls', 'ca.pem'))
  const knocked = await Promise.all(
    CLOSED.filter(({ scenario }) => numbers.has(scenario)).map(async ({ party }) => {
      const at = { host: places.host, port: places[`${party}Port`], ca, patience }
      const heard = await knockWithoutCertificate(at, clock)
      return { party, heard }
    }),
  )
  return {
    closed: knocked.flatMap(({ party, heard }) =>
      heard.kind === 'closed'
        ? `${party} speaks by certificates of the mesh alone: no connection came about without one, so a stolen token by itself is shown to nobody there`
        : [],
    ),
    answered: knocked.flatMap(({ party, heard }) =>
      heard.kind === 'answered'
        ? {
            id: party,
            place: `${party} GET /`,
            sentence: `${party} should speak to nobody without a certificate of the mesh, and answered ${heard.status} over ${heard.way}`,
          }
        : [],
    ),
    silent: knocked.flatMap(({ party, heard }) => (heard.kind === 'silent' ? saySilent(party, heard.why) : [])),
  }
}
