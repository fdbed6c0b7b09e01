import { createHmac } from 'node:crypto'
import { isAlgorithm, type Algorithm } from '#core/token/algorithms'
import type { TokenParts } from '#core/token/token-change'
import { CannotBeMade, type AttackWorld, type IssuerHand } from '../world.ts'
import { changedParts, type SignedBy, type TokenDefect } from './defect.ts'
import { strangerKey } from './strangers.ts'

/**
 * Makes the good token of the target with one thing wrong about it; without a defect it is the good one.
 * Without the issuer's key (a black box) what has to be signed anew is signed by a stranger: a weaker form of the case.
 * @throws CannotBeMade
 */
export async function makeToken(world: AttackWorld, defect: TokenDefect = {}): Promise<string> {
  const token = await signedWithDefect(world, defect)
  return defect.spelled
    ? defect.spelled(token, () => signedWithDefect(world, { ...defect, spelled: undefined }))
    : token
}

type Unspelled = Omit<TokenDefect, 'spelled'> & { readonly spelled?: unknown }

async function signedWithDefect(world: AttackWorld, defect: Unspelled): Promise<string> {
  const { signature, signedBy } = defect
  if (isAsGiven(world, defect)) return withSignature(world.given ?? '', signature)
  if (defect.of !== undefined && !world.target.algorithms.includes(defect.of)) {
    throw new CannotBeMade(`the target has not enabled ${defect.of}`)
  }
  const good = world.good(defect.of)
  const text = textToSign(changedParts(good, defect as TokenDefect), defect)
  const made = Buffer.from(await signatureOver(text, world, algorithmOf(good), signedBy))
  return `${text}.${Buffer.from(signature?.(made) ?? made).toString('base64url')}`
}

/** In a black box the good token is the one that was given, as long as nothing of it is signed anew. */
const isAsGiven = (world: AttackWorld, defect: Unspelled): boolean =>
  !world.issuer &&
  world.given !== undefined &&
  Object.keys(defect).every((key) => ['label', 'of', 'signature', 'spelled'].includes(key))

function withSignature(token: string, change: TokenDefect['signature']): string {
  if (!change) return token
  const end = token.lastIndexOf('.') + 1
  return token.slice(0, end) + Buffer.from(change(Buffer.from(token.slice(end), 'base64url'))).toString('base64url')
}

/** The first two segments, with a dot between them: what a signature is about (RFC 7515 §5.1). */
export function textToSign(parts: TokenParts, defect: Unspelled = {}): string {
  const header = segmentOf(parts.header, defect.headerText)
  const payload = segmentOf(parts.claims, defect.payloadText)
  return `${defect.headerSegment?.(header) ?? header}.${defect.payloadSegment?.(payload) ?? payload}`
}

function segmentOf(members: object, change: TokenDefect['headerText']): string {
  const json = JSON.stringify(members)
  return Buffer.from(change?.(json) ?? json).toString('base64url')
}

function algorithmOf({ header }: TokenParts): Algorithm {
  if (!isAlgorithm(header['alg'])) throw new CannotBeMade('the good token is of no algorithm that is known here')
  return header['alg']
}

async function signatureOver(text: string, world: AttackWorld, own: Algorithm, by: SignedBy | undefined) {
  if (by === undefined) return world.issuer?.sign(text, own) ?? strangerKey(own).sign(text)
  if (by === 'stranger') return strangerKey(own).sign(text)
  if (by === 'nobody') return Buffer.alloc(0)
  if (by === 'second-issuer') return handOf(world.secondIssuer, 'a second issuer').sign(text, own)
  if ('stranger' in by) return strangerKey(by.stranger).sign(text)
  if ('secret' in by) return createHmac('sha256', by.secret).update(text).digest()
  if ('forged' in by) return by.forged(text)
  return handOf(world.issuer, "the issuer's key").sign(text, by.issuer, by.as)
}

function handOf(hand: IssuerHand | undefined, what: string): IssuerHand {
  if (!hand) throw new CannotBeMade(`it takes ${what}`)
  return hand
}
