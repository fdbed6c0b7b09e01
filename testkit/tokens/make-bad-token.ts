import { makeToken, ATTACKS_BY_ID, CannotBeMade, type Attack, type AttackWorld, type Attempt } from '#attacks'
import { Problem } from '#core/http/problem'
import { isNamedToken, NAMED_TOKEN_IDS, type NamedTokenId } from '#core/token/named-tokens'
import { openFactoryHand, type AskToSign } from '../../apps/probe/issuer/factory-hand.ts'
import { openProbeListener, type ProbeListener } from '../../apps/probe/issuer/listener.ts'
import { tellUnknown } from '../unknown-name.ts'
import type { BadTokenFacts, BadTokenParts } from './bad-token-parts.ts'
import { plainParts, refuseSameAsGood, saidOfGood, targetAsShaped, targetOf } from './good-of-bad.ts'
import { applyShape, shapeOfGood, type GoodShape } from './shape-token.ts'

export interface MadeAttempt {
  /** Which one it is, where a case has several. */
  readonly label?: string
  readonly token: string
}

/** Where the tokens of the catalogue are made. */
export interface Workshop {
  /** @throws Error that says what the case takes, where it cannot be made here */
  make(id: string, facts: BadTokenFacts): Promise<readonly MadeAttempt[]>
  /** The one that they are made of. */
  good(facts: BadTokenFacts): Promise<string>
  close(): Promise<void>
}

export type OpenWorkshop = (parts: BadTokenParts) => Promise<Workshop>

/** The name of the issuer that a service may trust besides. */
const SECOND_TRUSTED = 'second'

export const openWorkshop: OpenWorkshop = async (parts) => {
  const { control, issuerName, algorithms, machine, now } = parts
  const sign: AskToSign = (order) => control.sign(order).catch(asCannotBeMade)
  const openHand = () => openFactoryHand(sign, { issuer: issuerName }, algorithms)
  const signing = () => JSON.stringify(control.issuerKeys.list(issuerName).filter(({ state }) => state === 'active'))
  let hand = await openHand()
  let signedBy = signing()
  /** A test may change the keys between two cases: a bad token has the key that signs now. */
  async function followKeys(): Promise<void> {
    if (signing() === signedBy) return
    hand = await openHand()
    signedBy = signing()
  }
  let listening: Promise<ProbeListener> | undefined

  /** One for each order: what is asked for together is shaped once. */
  const shapes = new WeakMap<BadTokenFacts, Promise<GoodShape>>()
  const shapeFor = (facts: BadTokenFacts) => {
    const known = shapes.get(facts) ?? shapeOfGood(plainParts(parts, hand, facts).claims, parts.beforeToken)
    shapes.set(facts, known)
    return known
  }

  async function worldFor(attack: Pick<Attack, 'needs'>, facts: BadTokenFacts): Promise<AttackWorld> {
    await followKeys()
    const shape = await shapeFor(facts)
    const needs = new Set(attack.needs)
    if (needs.has('listener')) listening ??= openProbeListener(machine)
    return {
      target: targetAsShaped(targetOf(parts, facts), shape),
      now,
      good: (algorithm) => applyShape(plainParts(parts, hand, facts, algorithm), shape),
      issuer: hand,
      ...(needs.has('second-issuer') && {
        secondIssuer: await openFactoryHand(sign, { issuer: SECOND_TRUSTED }, algorithms),
      }),
      keySet: await control.issuerKeys.published(issuerName),
      listener: (await listening)?.address() ?? '',
    }
  }

  return {
    async make(id, facts) {
      if (isNamedToken(id) && !ATTACKS_BY_ID.has(id))
        return [{ token: await mintOfTable(id, facts, parts, await shapeFor(facts)) }]
      const attack = ATTACKS_BY_ID.get(id) ?? unknownCase(id)
      if (attack.family === 'dialect')
        throw new TypeError(`${id} is about a party of the sandbox: npm run probe sends it.`)
      if (attack.needs.includes('scope') && facts.scope === undefined)
        throw new TypeError(`${id} takes the scope that the call under test wants: { scope: 'read' }.`)
      refuseSameAsGood(id, await shapeFor(facts))
      const attempts = await attack.make(await worldFor(attack, facts), true).catch(sayWhy(id))
      return attempts.map((attempt) => ({
        ...(attempt.label !== undefined && { label: attempt.label }),
        token: tokenOfAttempt(attempt) ?? notAlone(attack),
      }))
    },
    good: async (facts) => makeToken(await worldFor(UNCHANGED, facts)),
    close: async () => (await listening)?.close(),
  }
}

/** It takes nothing but the key of the issuer. */
const UNCHANGED: Pick<Attack, 'needs'> = { needs: ['issuer-key'] }

/** One of the table of judges, which has names of its own. */
function mintOfTable(
  named: NamedTokenId,
  facts: BadTokenFacts,
  parts: BadTokenParts,
  { claims, header }: GoodShape,
): Promise<string> {
  const { control, issuerName } = parts
  return control.mint({
    named,
    claims: { ...saidOfGood(parts, facts), ...claims.set },
    header: header.set,
    without: claims.without,
    signedBy: { issuer: issuerName },
  })
}

/** The one token of one request that bears it as RFC 6750 §2.1 has it; undefined for what takes more than a token. */
export function tokenOfAttempt({ steps, tokens }: Attempt): string | undefined {
  const [step, ...others] = steps
  const [token, ...further] = tokens
  if (!step || step.do !== 'send' || others.length > 0 || token === undefined || further.length > 0) return undefined
  const { headers, body, query, path, method } = step.request
  const isBearer = headers.length === 1 && headers[0]?.[0] === 'Authorization' && headers[0][1] === `Bearer ${token}`
  return isBearer && body === undefined && query === undefined && path === undefined && method === 'GET'
    ? token
    : undefined
}

function notAlone({ id, title }: Attack): never {
  throw new TypeError(`${id} is no token alone ("${title}"): npm run probe -- --only ${id} sends it.`)
}

function unknownCase(id: string): never {
  throw new TypeError(tellUnknown('case', id, [...ATTACKS_BY_ID.keys(), ...NAMED_TOKEN_IDS]))
}

function asCannotBeMade(error: unknown): never {
  throw error instanceof Problem ? new CannotBeMade(error.detail, { cause: error }) : error
}

const MORE_KEYS = " Its keys: startIssuer({ algorithms: ['ES256', … ] })."

const sayWhy =
  (id: string) =>
  (error: unknown): never => {
    if (!(error instanceof CannotBeMade)) throw error
    const more = /\bkey\b|has not enabled/.test(error.message) ? MORE_KEYS : ''
    throw new Error(`${id} cannot be made: ${error.message}.${more}`, { cause: error })
  }
