import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import type { JWK } from 'jose'
import type { KEY_FAULTS } from './effect.ts'

/** A public key as it is published; more members may be in it. */
export interface SpoiledKey {
  kid?: string
  kty?: string
  use?: string
  [member: string]: unknown
}

/** What a process publishes, as far as faults need to know. */
export interface PublishedKeys {
  /** The ids of the keys that sign now. */
  signing(): ReadonlySet<string>
  /** All key sets as they are now. */
  snapshot(): EarlierKeySets
}

/** @returns the keys that were published at that path; none where there was no key set yet */
export type EarlierKeySets = (path: string) => readonly SpoiledKey[]

interface KeyFault {
  kind: keyof typeof KEY_FAULTS
  /** Of which key; else of those that sign. */
  kid?: string | undefined
  /** The keys that sign now. */
  signing: ReadonlySet<string>
  /** The key set of this address as it was when the fault was set. */
  earlier: readonly SpoiledKey[] | undefined
}

type MeantKeys = Pick<KeyFault, 'kid' | 'signing'>

const isMeant = ({ kid: wanted, signing }: MeantKeys, { kid = '' }: SpoiledKey): boolean =>
  wanted === undefined ? signing.has(kid) : kid === wanted

/**
 * Is an effect about the key set of an address? One of keys is about those that have the key: it would change no other, and must not be
 * used up there.
 */
export function concernsKeysAt(
  path: string,
  { keys, kid }: { keys?: keyof typeof KEY_FAULTS | undefined; kid?: string | undefined },
  published: PublishedKeys | undefined,
): boolean {
  if (keys === undefined || keys === 'stale' || !published) return true
  const meant = { kid, signing: published.signing() }
  return published
    .snapshot()(path)
    .some((key) => isMeant(meant, key))
}

/** Makes a key set wrong in one way; the other keys stay as they are, in their order. */
export function spoilKeys(keys: readonly SpoiledKey[], fault: KeyFault): SpoiledKey[] {
  switch (fault.kind) {
    case 'dropped':
      return keys.filter((key) => !isMeant(fault, key))
    case 'stale':
      return [...(fault.earlier ?? keys)]
    case 'doubled':
      return keys.flatMap((key) => (isMeant(fault, key) ? [key, key] : [key]))
    case 'encryption':
      return keys.map((key) => (isMeant(fault, key) ? encrypting(key) : key))
    case 'impostor':
      return keys.map((key) => (isMeant(fault, key) ? impostorOf(key) : key))
  }
}

/** RFC 7517 §4.2: for encryption, so no signature may be checked with it. */
function encrypting({ key_ops: _operations, ...key }: SpoiledKey): SpoiledKey {
  return { ...key, use: 'enc' }
}

/** One for each kind of key and process: RSA keys take a while to make. */
const impostors = new Map<string, JWK>()

/** Another key of the same kind that says that it is this one. */
function impostorOf(key: SpoiledKey): SpoiledKey {
  const { kty = 'EC', crv } = key
  const kind = `${kty} ${String(crv)}`
  const other = impostors.get(kind) ?? makeOther(kty, String(crv))
  impostors.set(kind, other)
  return { ...key, ...other }
}

const EC_CURVES: Record<string, string> = { 'P-256': 'P-256', 'P-384': 'P-384', 'P-521': 'P-521' }

function makeOther(kty: string, crv: string): JWK {
  if (kty === 'RSA') return publicOf(generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey)
  if (kty === 'OKP') return publicOf(generateKeyPairSync('ed25519').publicKey)
  return publicOf(generateKeyPairSync('ec', { namedCurve: EC_CURVES[crv] ?? 'P-256' }).publicKey)
}

const publicOf = (key: KeyObject): JWK => key.export({ format: 'jwk' }) as JWK // both are the members of RFC 7517
