import type { PartyPortName } from '#core/config/parties'
import type { NumberedScenario } from '#scenarios'
import type { DoorKnocker } from './ask-doors.ts'

/** Sidecars of the mesh that take nobody without its certificates. */
const CLOSED = [
  { party: 'web-ui', scenario: 12 },
  { party: 'backend-api', scenario: 12 },
  { party: 'second-backend-api', scenario: 12 },
  { party: 'web-ui-login', scenario: 16 },
] as const satisfies readonly { party: PartyPortName; scenario: number }[]

/**
 * Knocks where a certificate of the mesh is needed, without one and without a token.
 * @returns a sentence each, of what came
 */
export async function knockAtClosed(
  scenarios: readonly NumberedScenario[],
  ports: Readonly<Record<`${PartyPortName}Port`, number>>,
  { show }: Pick<DoorKnocker, 'show'>,
): Promise<string[]> {
  const numbers = new Set(scenarios.map(({ number }) => number))
  return Promise.all(
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
      return 'failure' in heard
        ? `${party} speaks by certificates of the mesh alone: no connection came about without one, so a stolen token by itself is shown to nobody there`
        : `${party} should speak to nobody without a certificate of the mesh, and answered ${heard.status}`
    }),
  )
}
