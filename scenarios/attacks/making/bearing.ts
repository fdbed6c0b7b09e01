import type { AttackRow } from '../attack.ts'
import { CannotBeMade, type AttackWorld } from '../world.ts'
import type { TokenDefect } from './defect.ts'
import { makeToken } from './make-token.ts'
import type { AttackRequest, Attempt, AttackStep } from './steps.ts'

/** How the attempts of a case are made, with its one change or without it. */
export type Making = AttackRow['make']

type OneOrMore<Thing> = Thing | readonly Thing[]
const oneOrMore = <Thing>(things: OneOrMore<Thing>): readonly Thing[] =>
  Array.isArray(things) ? things : [things as Thing]

/** One request with one token, as RFC 6750 §2.1 has it. */
export const bearer = (token: string): AttackRequest => ({
  method: 'GET',
  headers: [['Authorization', `Bearer ${token}`]],
})

/** A bad token that is the same in every run: nobody signed it, and it is no secret. */
export const TOKEN_OF_NOBODY = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.'

/** The form of most cases: a token with one thing wrong about it, in one Authorization header. */
export function bearing(
  defects: OneOrMore<TokenDefect> | ((world: AttackWorld) => OneOrMore<TokenDefect> | Promise<OneOrMore<TokenDefect>>),
): Making {
  return async (world, changed) => {
    const all = oneOrMore(typeof defects === 'function' ? await defects(world) : defects)
    return Promise.all(all.map((defect) => attemptWith(world, changed ? defect : undoneDefect(defect))))
  }
}

async function attemptWith(world: AttackWorld, { kind, ...defect }: TokenDefect): Promise<Attempt> {
  const token = await makeToken(world, defect)
  const request: AttackRequest = { ...bearer(token), ...(!fitsFetch(token) && { raw: true }) }
  const step: AttackStep = { do: 'send', request }
  return { ...attempt([step], [token], defect.label), ...(kind !== undefined && { kind }) }
}

/** fetch trims a value and takes printable ASCII for certain. */
const fitsFetch = (token: string) => /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(token)

/** The good token that a defect is one of. */
export const undoneDefect = ({ of, label }: TokenDefect): TokenDefect => ({
  ...(of !== undefined && { of }),
  ...(label !== undefined && { label }),
})

export const attempt = (steps: readonly AttackStep[], tokens: readonly string[], label?: string): Attempt => ({
  ...(label !== undefined && { label }),
  steps,
  tokens,
})

const GOOD_FORM = 'the good token, as it should come'

/** The form of the cases about transport: each request is one attempt, with a token of its own, as where each may be used once. */
export function bringing(
  requests: (token: string, world: AttackWorld) => Readonly<Record<string, AttackRequest>>,
): Making {
  return async (world, changed) => {
    const token = await makeToken(world)
    if (!changed) return [attempt([{ do: 'send', request: bearer(token) }], [token], GOOD_FORM)]
    const forms = Object.entries(requests(token, world))
    return Promise.all(
      forms.map(async ([label, form], at) => {
        if (at === 0) return attempt([{ do: 'send', request: form }], [token], label)
        const own = await makeToken(world)
        const request = requests(own, world)[label] ?? form
        return attempt([{ do: 'send', request }], [own], label)
      }),
    )
  }
}

/** The form of the cases with more than one step. @param play `changed` false leaves the one change out */
export const playing =
  (play: (world: AttackWorld, changed: boolean) => Promise<OneOrMore<Attempt>>): Making =>
  async (world, changed) =>
    oneOrMore(await play(world, changed))

/**
 * What RFC 9068 alone demands of a token: a case where a target takes access tokens by their type. Of other JWTs nobody demands it.
 */
export const ofAccessTokens =
  (make: Making): Making =>
  (world, changed) => {
    const { type } = world.target
    if (/^(?:application\/)?at\+jwt$/i.test(type)) return make(world, changed)
    throw new CannotBeMade(
      `the target takes tokens of the type ${type}, and this is demanded of at+jwt alone (RFC 9068)`,
    )
  }
