import { createPublicKey } from 'node:crypto'
import { z } from 'zod'
import { CONTROLLED_NAMES, type ControlledName } from '#core/config/processes'
import { KeyRefused } from '#core/keys/key-errors'
import { chooseKey, describeLeftOut, fixedKeys, loadKeySet, type KeySet } from '#core/keys/key-set'
import { loadVerificationKeys } from '#core/keys/verification-key'
import { Problem } from '#core/http/problem'
import { isObject } from '#core/token/claims'
import { NotStrictJson, parseStrictJsonText } from '#core/token/strict-json'
import type { KeySource, VerificationKey } from '#core/token/trust'
import type { AskProcess } from '../live/ask.ts'

/** Where the keys come from by which a token is checked. */
export const keyChoice = z.strictObject({
  from: z.enum(['ring', 'issuer', 'url', 'pasted']),
  /** Its name, its address, or the keys themselves. */
  value: z.string().max(50_000),
})

export type KeyChoice = z.infer<typeof keyChoice>

/** Keys at hand, and what a person should know about them. */
export interface ChosenKeys {
  source: KeySource
  keys: readonly Pick<VerificationKey, 'kid' | 'algorithm'>[]
  notes: string[]
}

export interface KeyChoiceParts {
  ask: AskProcess
  ports: Readonly<Record<ControlledName, number>>
  tlsPorts: Readonly<Record<ControlledName, number>>
}

/** @throws Problem that says what is wrong with the keys, or who does not answer */
export async function chooseKeys({ from, value }: KeyChoice, parts: KeyChoiceParts): Promise<ChosenKeys> {
  if (from === 'pasted') return pastedKeys(value.trim())
  const [name, path] = from === 'url' ? placeInSandbox(value, parts) : (['jwt-factory', pathOf(from, value)] as const)
  const { status, body } = await parts.ask(name, { method: 'GET', path })
  if (status !== 200) throw refusedKeys(`${name} answered ${status} at ${path}: there is no key set`)
  return ofKeySet(body)
}

const refusedKeys = (why: string) => new Problem('invalid-input', `These keys cannot be used: ${why}.`)

function pathOf(from: 'ring' | 'issuer', value: string): string {
  if (from === 'ring') return `/keys/${encodeURIComponent(value)}/jwks`
  return value === '@' ? '/jwks' : `/issuers/${encodeURIComponent(value)}/jwks`
}

/** The console asks nobody but the processes of the sandbox, whatever a person pastes. */
function placeInSandbox(value: string, { ports, tlsPorts }: KeyChoiceParts): readonly [ControlledName, string] {
  const url = URL.parse(value.trim())
  const isHttp = url?.protocol === 'http:' || url?.protocol === 'https:'
  const port = Number(url?.port)
  const isHere = url && (/^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname) || url.hostname in ports)
  const name = CONTROLLED_NAMES.find((each) => ports[each] === port || tlsPorts[each] === port)
  if (!url || !isHttp || !isHere || name === undefined)
    throw refusedKeys(
      'the address is of no process of this sandbox; the console asks nobody else, so paste the key set',
    )
  return [name, `${url.pathname}${url.search}`]
}

async function pastedKeys(text: string): Promise<ChosenKeys> {
  if (text === '') throw refusedKeys('nothing is pasted: paste a key (PEM or JWK), or a key set (JWKS)')
  if (text.startsWith('-----BEGIN')) return ofPem(text)
  const value = readPasted(text)
  return isObject(value) && Object.hasOwn(value, 'keys') ? ofKeySet(value) : ofOneKey(value)
}

function readPasted(text: string): unknown {
  try {
    return parseStrictJsonText(text)
  } catch (error) {
    if (!(error instanceof NotStrictJson)) throw error
    throw refusedKeys(`it is neither PEM nor JSON: ${error.message}`)
  }
}

async function ofPem(pem: string): Promise<ChosenKeys> {
  let jwk: unknown
  try {
    jwk = createPublicKey(pem).export({ format: 'jwk' })
  } catch {
    throw refusedKeys('this PEM has no public key that can be read')
  }
  const chosen = await ofOneKey(jwk)
  if (/PRIVATE KEY/.test(pem))
    chosen.notes.push('A private key was pasted; its public half is used, and it is not kept')
  return chosen
}

async function ofOneKey(jwk: unknown): Promise<ChosenKeys> {
  const keys = await orRefuse(loadVerificationKeys(jwk))
  const isNameless = keys.every(({ kid }) => kid === undefined)
  if (!isNameless) return { source: fixedKeys(keys), keys, notes: [] }
  const notes = ['The key has no id (kid), so it is tried whatever the token names']
  return { source: { select: ({ alg }) => chooseKey(keys, { kid: undefined, alg }) }, keys, notes }
}

async function ofKeySet(jwks: unknown): Promise<ChosenKeys> {
  const { keys, leftOut }: KeySet = await orRefuse(loadKeySet(jwks))
  const few = leftOut.slice(0, 5).map((each) => `Left out: ${describeLeftOut(each)}`)
  const notes = leftOut.length > 5 ? [...few, `and ${leftOut.length - 5} more`] : few
  return {
    source: fixedKeys(keys),
    keys,
    notes: keys.length === 0 ? [...notes, 'The key set has no usable key'] : notes,
  }
}

async function orRefuse<Loaded>(loading: Promise<Loaded>): Promise<Loaded> {
  try {
    return await loading
  } catch (error) {
    throw error instanceof KeyRefused ? refusedKeys(error.message) : error
  }
}
