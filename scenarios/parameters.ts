import { yesOrNo, type Parameter } from '#core/http/query'
import type { Role } from './cast.ts'
import { NAMED_TOKEN_IDS, type NamedTokenId } from '#core/token/named-tokens'
import type { NumberedScenario } from './scenario.ts'

/** What every scenario takes. */
export const EXPIRED = '1 expires every token, a service name only the token for that service'

/** What nearly every scenario takes. */
export const NAMED_TOKEN = 'every token of the play is the one of this name, as exp-30s-ago: good with one change'

/** In place of a name, where tokens are made by somebody who cannot change them. */
export const WITHOUT_NAMED_TOKENS: Partial<Record<NumberedScenario['trust'], string>> = {
  sidecars: 'its tokens are made by a sidecar, which signs none but good ones and those of its own variants',
  login: 'its tokens are made by the provider at which people log in, which makes none but good ones',
}

export const takesNamedToken = ({ trust }: NumberedScenario): boolean => WITHOUT_NAMED_TOKENS[trust] === undefined

const namedParameter: Parameter<NamedTokenId> = {
  read: (text) => NAMED_TOKEN_IDS.find((name) => name === text),
  takes: 'a token by its name, as exp-30s-ago',
  words: NAMED_TOKEN_IDS,
}

/**
 * In which ways a scenario can go, as an address and as `npm run play` take it: by name, with the values of each. A yes to
 * `expired` means every token of the play, the name of a callee only the token for that one.
 */
export function parametersOf(scenario: NumberedScenario): Record<string, Parameter<Role | NamedTokenId | boolean>> {
  const { variants = {} } = scenario
  const own = Object.keys(variants).map((name) => [name, yesOrNo] as const)
  const token = takesNamedToken(scenario) ? { token: namedParameter } : {}
  return { expired: whichExpire(calleesWithOwnToken(scenario)), ...token, ...Object.fromEntries(own) }
}

/** Those for whom a token of their own is made. The token of a person is one, and goes to all of them. */
export const calleesWithOwnToken = ({ callees, trust }: NumberedScenario): readonly Role[] =>
  trust === 'people' ? [] : callees

const whichExpire = (callees: readonly Role[]): Parameter<Role | boolean> => ({
  read: (text) => callees.find((callee) => callee === text.toLowerCase()) ?? yesOrNo.read(text),
  takes:
    callees.length > 0 ? `${yesOrNo.takes}; or the service whose token it is: ${callees.join(', ')}` : yesOrNo.takes,
})
