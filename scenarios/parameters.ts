import { yesOrNo, type Parameter } from '#core/http/query'
import type { Role } from './cast.ts'
import type { NumberedScenario } from './scenario.ts'

/** What every scenario takes. */
export const EXPIRED = '1 expires every token, a service name only the token for that service'

/**
 * In which ways a scenario can go, as an address and as `npm run play` take it: by name, with the values of each. A yes to
 * `expired` means every token of the play, the name of a callee only the token for that one.
 */
export function parametersOf(scenario: NumberedScenario): Record<string, Parameter<Role | boolean>> {
  const { variants = {} } = scenario
  const own = Object.keys(variants).map((name) => [name, yesOrNo] as const)
  return { expired: whichExpire(calleesWithOwnToken(scenario)), ...Object.fromEntries(own) }
}

/** Those for whom a token of their own is made. The token of a person is one, and goes to all of them. */
export const calleesWithOwnToken = ({ callees, trust }: NumberedScenario): readonly Role[] =>
  trust === 'people' ? [] : callees

const whichExpire = (callees: readonly Role[]): Parameter<Role | boolean> => ({
  read: (text) => callees.find((callee) => callee === text.toLowerCase()) ?? yesOrNo.read(text),
  takes:
    callees.length > 0 ? `${yesOrNo.takes}; or the service whose token it is: ${callees.join(', ')}` : yesOrNo.takes,
})
