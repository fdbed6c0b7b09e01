import type { JWK } from 'jose'
import { CannotBeMade, type AttackNeed, type AttackWorld } from '#attacks'
import { isObject } from '#core/token/claims'
import { parseCompactForm } from '#core/token/compact-form'
import { parseStrictJson, parseStrictJsonText } from '#core/token/strict-json'
import type { TokenParts } from '#core/token/token-change'
import { readKeysText, type ReadKeysParts } from '../../judge/keys/read-keys-text.ts'
import type { IssuerSide } from '../issuer-side.ts'
import { openProbeListener } from './listener.ts'
import { reachesListener, saidOfTarget, whyNeedIsNot, type SideFacts } from './side-facts.ts'

export interface BlackBoxOptions extends SideFacts {
  /** A good token of the target. */
  readonly token: string
  /** What renews it, in the dialect of Stoke. */
  readonly renewal?: string
  /** Where the issuer publishes its keys: an address or a file. Absent: nobody knows them. */
  readonly jwks?: string | undefined
  readonly places: Omit<ReadKeysParts, 'machine'>
}

/**
 * The side of an issuer of whose keys there are none: all that it has is one good token, and the keys that everybody can read.
 * @throws Error that says what is wrong with the token, or why the keys cannot be read
 */
export async function openBlackBoxSide(options: BlackBoxOptions): Promise<IssuerSide> {
  const { token, renewal, jwks, places, target, clock } = options
  const given = partsOfGiven(token)
  const keySet = jwks === undefined ? [] : await shownKeySet(jwks, { ...places, machine: clock })
  const listener = await openProbeListener(clock)
  const has = new Set<AttackNeed>([
    'good-token',
    'raw-socket',
    ...(keySet.length > 0 ? (['published-keys'] as const) : []),
    ...(reachesListener(options) ? (['listener'] as const) : []),
    ...saidOfTarget(options),
  ])
  return {
    has,
    whyNot: whyNeedIsNot({ time: 'nobody here has a hand on the clocks: use --factory URL or --serve-issuer PORT' }),
    world: (): AttackWorld => ({
      target,
      now: () => Math.floor(clock.now() / 1000),
      good(algorithm) {
        if (algorithm === undefined || algorithm === given.header['alg']) return structuredClone(given)
        throw new CannotBeMade(`the token that was given is none of ${algorithm}`)
      },
      given: token,
      ...(renewal !== undefined && { renewal }),
      keySet,
      listener: listener.address(),
    }),
    now: () => clock.now(),
    visitsTo: listener.visitsTo,
    close: listener.close,
  }
}

/** @throws Error */
function partsOfGiven(token: string): TokenParts {
  try {
    const { headerBytes, payloadBytes } = parseCompactForm(token)
    const [header, claims] = [parseStrictJson(headerBytes), parseStrictJson(payloadBytes)]
    if (isObject(header) && isObject(claims)) return { header, claims }
  } catch (cause) {
    throw new Error(NOT_A_TOKEN, { cause })
  }
  throw new Error(NOT_A_TOKEN)
}

const NOT_A_TOKEN =
  'What was given is no signed token in compact form: three parts of base64url with dots between them, and JSON objects in the first two.'

/** @throws Error */
async function shownKeySet(place: string, parts: ReadKeysParts): Promise<readonly JWK[]> {
  const { text, from } = await readKeysText(place, parts)
  const set = jsonShown(text)
  const keys: unknown = isObject(set) ? set['keys'] : undefined
  if (Array.isArray(keys) && keys.every(isObject)) return keys as JWK[] // members are looked at by the cases
  throw new Error(`There is no key set (RFC 7517 §5) in ${from}.`)
}

function jsonShown(text: string): unknown {
  try {
    return parseStrictJsonText(text)
  } catch {
    return undefined
  }
}
