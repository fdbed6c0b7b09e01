import { constants, createDecipheriv, privateDecrypt } from 'node:crypto'
import {
  attackerAnswer,
  CannotBeMade,
  createIssuerHand,
  type AttackNeed,
  type AttackWorld,
  type PublishedAnswer,
} from '#attacks'
import { ALL_ALGORITHMS, type Algorithm } from '#core/token/algorithms'
import { systemClock } from '#core/clock'
import { decodeUnverified } from '#core/token/decode-unverified'
import type { IssuerSide, KeySetRead } from '../../apps/probe/issuer-side.ts'
import { ATTACKED_AT, attackWorld, issuerKeys } from '../support/attack-world.ts'
import type { TwinHeader, TwinParts } from './checks.ts'
import { signsOnce, tokenIdOf } from './known-tokens.ts'
import { SIDES } from './sides.ts'
import type { SideName } from './weakness.ts'

/** The issuer of a run in memory, and what a twin that trusts it is made of. */
export interface TestIssuerSide {
  readonly issuerSide: IssuerSide
  readonly parts: TwinParts
}

const OWN_KEYS = issuerKeys('own')
const SECOND_KEYS = issuerKeys('second')
const HANDS = {
  issuer: signsOnce(createIssuerHand(OWN_KEYS)),
  secondIssuer: signsOnce(createIssuerHand(SECOND_KEYS)),
}

/** How long everything waits between two things that an issuer publishes. Seconds. */
const BETWEEN = 60

/** Everything is at hand: every key, both clocks, what is published, what is revoked, and a listener that is a function. */
export function openTestIssuerSide(name: SideName): TestIssuerSide {
  const side = SIDES[name]
  const algorithms = side.algorithms ?? ALL_ALGORITHMS.filter((each) => each !== 'ES512')
  const base = { ...attackWorld({ algorithms, ...side.target }, OWN_KEYS, SECOND_KEYS), ...HANDS }
  const moved = { all: 0, target: 0, between: 0 }
  const published: { answer: PublishedAnswer } = { answer: { jwks: { keys: base.keySet } } }
  const reads: KeySetRead[] = []
  const revoked = new Set<unknown>()
  const visits: string[] = []
  const readers: (() => Promise<unknown>)[] = []
  let worlds = 0
  let tokens = 0

  const now = () => ATTACKED_AT + moved.all
  const publish = (answer: PublishedAnswer) => {
    published.answer = answer
    moved.between += BETWEEN
  }
  const issuerSide: IssuerSide = {
    has: side.has,
    whyNot: (need: AttackNeed) => `this side has no ${need}`,
    world: () => ({
      ...base,
      now,
      listener: `https://listener-${++worlds}.attacker.test`,
      good: (algorithm) => goodParts(base, now(), ++tokens, side.claims, algorithm ?? side.favourite),
    }),
    visitsTo: (listener) => visits.filter((each) => each === new URL(listener).host).length,
    publish: async (answer) => {
      publish(answer === 'drops' ? 'hangs' : answer) // to who has no socket both are silence
      const restore = async () => {
        publish({ jwks: { keys: base.keySet } })
        await Promise.all(readers.map((read) => read()))
      }
      return { isRead: async () => true, restore }
    },
    keySetReads: async () => reads,
    moveClock: async (seconds, of) => {
      moved[of] += seconds
    },
    revoke: async (token) => {
      revoked.add((decodeUnverified(token)?.claims as { jti?: unknown } | undefined)?.jti)
    },
    close: async () => undefined,
  }
  const parts: TwinParts = {
    ...base.target,
    scope: base.target.scope,
    actor: base.target.actor,
    types: side.types ?? [base.target.type],
    algorithms,
    isOneUse: name === 'one-use',
    takesForms: name === 'form',
    trustDomain: name === 'spiffe' ? 'sandbox.test' : undefined,
    now: () => now() + moved.target,
    monotonic: () => moved.between + moved.all,
    readKeySet: async () => {
      reads.push({ at: systemClock.monotonic() })
      return readPublished(published.answer)
    },
    onRestored: (read) => void readers.push(read),
    isRevoked: async (tokenId) => revoked.has(tokenId),
    visit: async (address) => visitAddress(address, base.target.issuer, visits),
    otherKeys: SECOND_KEYS.map(({ publicKey }) => publicKey),
    decrypt: decryptForIssuer,
  }
  return { issuerSide, parts }
}

function goodParts(
  { issuer, target }: AttackWorld,
  now: number,
  number: number,
  more: object,
  algorithm: Algorithm = 'ES256',
) {
  // prettier-ignore
  if (!issuer) throw new CannotBeMade('it takes an issuer')
  return {
    header: { alg: algorithm, typ: target.type, kid: issuer.kid(algorithm) },
    claims: {
      iss: target.issuer,
      sub: 'servicea',
      aud: target.audience,
      client_id: 'servicea',
      scope: target.scope,
      iat: now,
      nbf: now,
      exp: now + 300,
      jti: tokenIdOf(`good ${number}`),
      ...more,
    },
  }
}

function readPublished(answer: PublishedAnswer): unknown {
  if (answer === 'hangs') throw new Error('no answer in time')
  if ('jwks' in answer) return answer.jwks
  if (answer.status !== 200) throw new Error(`status ${answer.status}`, { cause: answer.headers?.['location'] })
  return JSON.parse(answer.body) as unknown
}

/** Who is visited is remembered, by its host. The issuer sends on whoever asks it to. */
function visitAddress(address: string, issuer: string, visits: string[]): string | undefined {
  if (!URL.canParse(address)) return undefined
  const url = new URL(address)
  if (address.startsWith(`${issuer}/redirect?`)) return visitAddress(url.searchParams.get('to') ?? '', issuer, visits)
  visits.push(url.host)
  return /^listener-\d+\.attacker\.test$/.test(url.host) ? attackerAnswer(url.pathname + url.search)?.body : undefined
}

/** RSA-OAEP-256 and A256GCM (RFC 7518 §4.3, §5.3). */
function decryptForIssuer(token: string): { plain: Buffer; header: TwinHeader } {
  const [header = '', ...coded] = token.split('.')
  const [wrapped, iv, text, tag] = coded.map((part) => Buffer.from(part, 'base64url'))
  const { privateKey } = OWN_KEYS.find(({ publicKey }) => publicKey.kty === 'RSA') ?? {}
  if (!privateKey || !wrapped || !iv || !text || !tag) throw new TypeError('this is no token of five segments')
  const padding = constants.RSA_PKCS1_OAEP_PADDING
  const contentKey = privateDecrypt({ key: privateKey, padding, oaepHash: 'sha256' }, wrapped)
  const decipher = createDecipheriv('aes-256-gcm', contentKey, iv).setAAD(Buffer.from(header)).setAuthTag(tag)
  const plain = Buffer.concat([decipher.update(text), decipher.final()])
  return { plain, header: JSON.parse(Buffer.from(header, 'base64url').toString()) as TwinHeader }
}
