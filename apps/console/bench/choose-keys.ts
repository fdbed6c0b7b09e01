import { z } from 'zod'
import { CONTROLLED_NAMES, type ControlledName } from '#core/config/processes'
import { KeyRefused } from '#core/keys/key-errors'
import { readGivenKeys, readGivenSet, type GivenKeys } from '#core/keys/given-keys'
import { chooseKey, fixedKeys } from '#core/keys/key-set'
import { Problem } from '#core/http/problem'
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
  if (from === 'pasted') return orRefuse(readGivenKeys(value))
  const [name, path] = from === 'url' ? placeInSandbox(value, parts) : (['jwt-factory', pathOf(from, value)] as const)
  const { status, body } = await parts.ask(name, { method: 'GET', path })
  if (status !== 200) throw refusedKeys(`${name} answered ${status} at ${path}: there is no key set`)
  return orRefuse(readGivenSet(body))
}

const refusedKeys = (why: string) => new Problem('invalid-input', `These keys cannot be used: ${why}.`)

function pathOf(from: 'ring' | 'issuer', value: string): string {
  if (from === 'ring') return `/keys/${encodeURIComponent(value)}/jwks`
  return value === '@' ? '/jwks' : `/issuers/${encodeURIComponent(value)}/jwks`
}

/** The console asks nobody but the processes of the sandbox, whatever a person pastes. */
export function placeInSandbox(value: string, { ports, tlsPorts }: KeyChoiceParts): readonly [ControlledName, string] {
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

async function orRefuse(reading: Promise<GivenKeys>): Promise<ChosenKeys> {
  try {
    const { keys, isNameless, notes } = await reading
    const source: KeySource = isNameless
      ? { select: ({ alg }) => chooseKey(keys, { kid: undefined, alg }) }
      : fixedKeys(keys)
    return { source, keys, notes }
  } catch (error) {
    throw error instanceof KeyRefused ? refusedKeys(error.message) : error
  }
}
