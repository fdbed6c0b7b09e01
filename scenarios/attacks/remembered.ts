import { Buffer } from 'node:buffer'
import { randomBytes } from 'node:crypto'
import type { AttackRow } from './attack.ts'
import { playing, type Making } from './making/bearing.ts'
import { makeToken } from './making/make-token.ts'
import { withSameCrc32, withSameFnv, withSameHash } from './making/same-sum.ts'
import { judging, preparing } from './making/sending.ts'
import type { Attempt } from './making/steps.ts'
import { recoded } from './making/words.ts'
import { refuseOneUse } from './replay.ts'
import { CannotBeMade, type AttackWorld } from './world.ts'

const OF_A_MEMORY = {
  class: 'MUST',
  severity: { level: 'critical', cwe: 347 },
  references: ['RFC 7515 §5.2', 'RFC 8725 §3.3'],
  needs: ['good-token'],
  expects: ['401 token'],
} as const

/**
 * A good token was believed, and one comes that nobody signed, and that shares with it whatever the memory of a service may know it by.
 * Only a digest of the whole token, as long as one of SHA-256, is no such key.
 */
export const REMEMBERED_ATTACKS: readonly AttackRow[] = [
  {
    ...OF_A_MEMORY,
    id: 'life-cached-by-signature',
    title: 'A token was believed, and its signature comes again under another payload',
    make: afterBelieving(async (world, first) => {
      const other = await makeToken(world)
      const isAnother = signedTextOf(other) !== signedTextOf(first)
      const text = isAnother ? signedTextOf(other) : signedTextOf(withClaims(first, { sub: 'admin' }))
      return [{ good: isAnother ? other : first, bad: `${text}.${signatureOf(first)}` }]
    }),
  },
  {
    ...OF_A_MEMORY,
    id: 'life-cached-by-token-id',
    title: 'A token was believed, and its jti comes again with other claims and a signature of nobody',
    make: afterBelieving(async (world, first) => {
      const { jti, exp } = membersOfSegment(first, 1)
      if (typeof jti !== 'string') throw new CannotBeMade('it takes a good token with jti')
      const claims = { jti, ...(typeof exp === 'number' ? { exp: exp - 1 } : { sub: 'admin' }) }
      const good = world.issuer ? await makeToken(world, { claims }) : first
      return [{ good, bad: withRandomSignature(world.issuer ? good : withClaims(first, claims)) }]
    }),
  },
  {
    ...OF_A_MEMORY,
    id: 'life-cached-by-payload',
    title:
      'A token was believed, and its payload comes again under another spelling of the header, with a signature of nobody',
    make: afterBelieving(async (_world, first) => [
      { good: first, bad: withRandomSignature(withHeaderReversed(first)) },
    ]),
  },
  {
    ...OF_A_MEMORY,
    id: 'life-cached-by-text',
    title: 'A token was believed, and its header and payload come again with a signature of nobody, or without one',
    make: afterBelieving(async (_world, first) => [
      { label: 'other bytes', good: first, bad: withRandomSignature(first) },
      { label: 'zeroes', good: first, bad: withSignatureBytes(first, (bytes) => Buffer.alloc(bytes.length)) },
      { label: 'empty', good: first, bad: `${signedTextOf(first)}.` },
      { label: 'cut off with its dot', good: first, bad: signedTextOf(first) },
    ]),
  },
  {
    ...OF_A_MEMORY,
    id: 'life-cached-by-part',
    title: 'A token was believed, and a long part of its text comes again',
    make: afterBelieving(async (_world, first) => [
      { label: 'all but the last byte', good: first, bad: withSignatureBytes(first, withLastBitFlipped) },
      { label: 'payload and signature', good: first, bad: withHeaderReversed(first) },
    ]),
  },
  {
    ...OF_A_MEMORY,
    id: 'life-cached-by-letters',
    title:
      'A token was believed, and comes again with small letters for the capital ones of its signature, and the other way round',
    make: afterBelieving(async (_world, first) => [{ good: first, bad: spelledAnew(first, withOtherCase) }]),
  },
  {
    ...OF_A_MEMORY,
    id: 'life-cached-by-hash',
    title:
      'A token was believed, and one comes whose text has the same sum, as hashCode of Java, djb2, CRC-32 and FNV-1a make it',
    make: afterBelieving(async (_world, first) => [
      { label: 'h = h × 31 + letter', good: first, bad: withSameHash(31)(first) }, // hashCode of Java
      { label: 'h = h × 33 + letter', good: first, bad: withSameHash(33)(first) }, // djb2
      { label: 'CRC-32', good: first, bad: withSameCrc32(first) },
      { label: 'FNV-1a', good: first, bad: withSameFnv(first) },
    ]),
  },
]

/** A token that is believed as long as nothing of it is changed, and what it is changed to. */
interface RememberedForm {
  readonly label?: string
  readonly good: string
  readonly bad: string
}

/** The first token is believed three times, as some remember only what comes again. Then comes what is varied, or the same without that. */
function afterBelieving(vary: (world: AttackWorld, first: string) => Promise<readonly RememberedForm[]>): Making {
  return playing(async (world, changed) => {
    refuseOneUse(world)
    const first = await makeToken(world)
    const all = (await vary(world, first)).filter(({ bad }) => bad !== first)
    if (all.length === 0) throw new CannotBeMade('the good token has nothing that could be varied so')
    const attempts = all.map(({ label, good, bad }): Attempt => {
      const last = changed ? bad : good
      const steps = [preparing(first), preparing(first), preparing(first), judging(last)]
      return { ...(label !== undefined && changed && { label }), steps, tokens: [first, last] }
    })
    return changed ? attempts : attempts.slice(0, 1)
  })
}

const signedTextOf = (token: string): string => token.slice(0, token.lastIndexOf('.'))
const signatureOf = (token: string): string => token.slice(token.lastIndexOf('.') + 1)

/** A segment of a good token, which is the JSON of an object. */
const membersOfSegment = (token: string, at: 0 | 1): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[at] ?? '', 'base64url').toString()) as Record<string, unknown>

const withClaims = (token: string, claims: Record<string, unknown>): string =>
  token.replace(/\.[^.]*\./, () => `.${recoded(token.split('.')[1] ?? '', claims)}.`)

/** The members of the header stand the other way round: it says the same. */
function withHeaderReversed(token: string): string {
  const reversed = Object.fromEntries(Object.entries(membersOfSegment(token, 0)).toReversed())
  return Buffer.from(JSON.stringify(reversed)).toString('base64url') + token.slice(token.indexOf('.'))
}

const spelledAnew = (token: string, change: (signature: string) => string): string =>
  `${signedTextOf(token)}.${change(signatureOf(token))}`

const withSignatureBytes = (token: string, change: (bytes: Buffer) => Uint8Array): string =>
  spelledAnew(token, (text) => Buffer.from(change(Buffer.from(text, 'base64url'))).toString('base64url'))

const withRandomSignature = (token: string): string => withSignatureBytes(token, ({ length }) => randomBytes(length))

const withLastBitFlipped = (bytes: Buffer): Buffer =>
  Buffer.concat([bytes.subarray(0, -1), Buffer.of((bytes.at(-1) ?? 0) ^ 1)])

/** The last letter stays: some of its bits may have to be zero. */
const withOtherCase = (text: string): string =>
  text
    .slice(0, -1)
    .replace(/[a-z]/gi, (letter) => (/[a-z]/.test(letter) ? letter.toUpperCase() : letter.toLowerCase())) +
  text.slice(-1)
