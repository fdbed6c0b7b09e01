import type { PartyPortName } from '#core/config/parties'
import type { NumberedScenario } from '#scenarios'
import type { DoorKnocker } from './ask-doors.ts'
import { saySilent } from './silent-parties.ts'

/** Sidecars of the mesh that take nobody without its certificates. */
const CLOSED = [
  { party: 'web-ui', scenario: 12 },
  { party: 'backend-api', scenario: 12 },
  { party: 'second-backend-api', scenario: 12 },
  { party: 'web-ui-login', scenario: 16 },
] as const satisfies readonly { party: PartyPortName; scenario: number }[]

/** What came where a certificate of the mesh is needed, a sentence each. */
export interface KnockedAtClosed {
  readonly closed: readonly string[]
  /** Nobody was there. */
  readonly silent: readonly string[]
}

/** What no door says that only wants a certificate. */
const NOBODY_THERE = /nobody listens|gave no answer|did not answer/

/**
 * Knocks where a certificate of the mesh is needed, without one and without a token.
 */
export async function knockAtClosed(
  scenarios: readonly NumberedScenario[],
  ports: Readonly<Record<`${PartyPortName}Port`, number>>,
  { show }: Pick<DoorKnocker, 'show'>,
): Promise<KnockedAtClosed> {
  const numbers = new Set(scenarios.map(({ number }) => number))
  const knocked = await Promise.all(
    CLOSED.filter(({ scenario }) => numbers.has(scenario)).map(async ({ party, scenario }) => {
      const tlsPort = ports[`${party}Port`]
      const heard = await show(
        {
          id: party,
          service: party,
          route: 'GET /',
          scenario,
          kinds: [],
          knowsRevoked: false,
          at: { tlsPort },
          path: '/',
        },
        undefined,
      )
      if ('failure' in heard && NOBODY_THERE.test(heard.failure))
        return { isSilent: true, sentence: saySilent(party, heard.failure) }
      const sentence =
        'failure' in heard
          ? `${party} speaks by certificates of the mesh alone: no connection came about without one, so a stolen token by itself is shown to nobody there`
          : `${party} should speak to nobody without a certificate of the mesh, and answered ${heard.status}`
      return { isSilent: false, sentence }
    }),
  )
  const of = (which: boolean) => knocked.flatMap(({ isSilent, sentence }) => (isSilent === which ? [sentence] : []))
  return { closed: of(false), silent: of(true) }
}
