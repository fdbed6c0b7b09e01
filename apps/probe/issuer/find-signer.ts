import { z } from 'zod'
import { CannotBeMade } from '#attacks'
import { FIRST_RING_OWNERS } from '#core/config/processes'
import { MAIN_ISSUER_NAME } from '#core/control/told-keys'
import { MAIN_RING } from '#core/rings/ring-id'
import type { CallerRing } from '../issuer-side.ts'
import type { AskControl } from './ask-control.ts'
import type { AskToSign, FactorySigner } from './factory-hand.ts'

const toldSets = z.object({
  sets: z.array(
    z.object({
      name: z.string(),
      caller: z.string().optional(),
      issuers: z.array(z.string()),
      keys: z.array(z.looseObject({ kty: z.string(), kid: z.string().optional() })),
    }),
  ),
})

type ToldSets = z.infer<typeof toldSets>['sets']

/** All public keys of the factory, by whose they are. It makes none, and nobody counts it. */
export const readToldSets = async (ask: AskControl): Promise<ToldSets> =>
  toldSets.parse(await ask('GET', '/control/keys')).sets

/** Rings of callers, each with the issuer that its tokens name: those of the cast come first. */
export const callersIn = (sets: ToldSets): CallerRing[] =>
  sets
    .flatMap(({ caller: ring, issuers, keys }): CallerRing[] => {
      const issuer = issuers.at(-1)
      return ring === undefined || issuer === undefined || keys.length === 0 ? [] : [{ ring, issuer }]
    })
    .toSorted((one, other) => rankOfRing(one) - rankOfRing(other))

function rankOfRing({ ring }: CallerRing): number {
  const at = FIRST_RING_OWNERS.findIndex((name) => name === ring)
  return at < 0 ? FIRST_RING_OWNERS.length : at
}

/** Signs as `sign` does, by keys that are told, and makes none. It throws CannotBeMade where a signer has none of that algorithm. */
export const signsByKeysOf =
  (sets: ToldSets, sign: AskToSign): AskToSign =>
  async (order) => {
    const by = order.signedBy ?? { issuer: MAIN_RING }
    const keys = sets.find((set) => isSetOf(by, set))?.keys ?? []
    const algorithm = 'alg' in by ? by.alg : undefined
    if (keys.some(({ alg }) => algorithm === undefined || alg === algorithm)) return sign(order)
    const whose = 'ring' in by ? `the ring ${by.ring}` : 'the issuer'
    throw new CannotBeMade(
      `${whose} has no key${algorithm === undefined ? '' : ` for ${algorithm}`} any more, and none is made for one token: run the probe again`,
    )
  }

function isSetOf(signer: FactorySigner, { name, caller }: ToldSets[number]): boolean {
  if ('ring' in signer) return caller === signer.ring
  return name === (signer.issuer === MAIN_RING ? MAIN_ISSUER_NAME : `the issuer ${signer.issuer}`)
}

/**
 * Who of the factory signs what the target believes: the issuer of that name, or the ring of a caller, where all of them share one.
 * @param ring of which caller
 * @throws CannotBeMade that says which issuers there are
 */
export function findSigner(sets: ToldSets, issuer: string, ring: string | undefined): FactorySigner {
  if (ring !== undefined) return { ring }
  const main = sets.find(({ name }) => name === MAIN_ISSUER_NAME)?.issuers[0]
  if (main === undefined) throw new CannotBeMade('what answers there is not jwt-factory: it has no issuer')
  if (issuer === main) return { issuer: MAIN_RING }
  const below = `${main.replace(/\/$/, '')}/issuers/`
  if (issuer.startsWith(below)) return { issuer: issuer.slice(below.length) }
  const callers = sets.flatMap(({ issuers, caller }) =>
    issuers.includes(issuer) && caller !== undefined ? [caller] : [],
  )
  if (callers.length === 1 && callers[0] !== undefined) return { ring: callers[0] }
  if (callers.length > 1)
    throw new CannotBeMade(
      `tokens of ${issuer} are signed by several rings: say which with --ring: ${callers.join(', ')}`,
    )
  const known = [...new Set(sets.flatMap(({ issuers }) => issuers))].join(', ')
  throw new CannotBeMade(`the factory signs nothing for the issuer ${issuer}. Its issuers are: ${known}`)
}
