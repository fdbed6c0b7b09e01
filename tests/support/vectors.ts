import { readFileSync } from 'node:fs'
import type { JWK } from 'jose'
import { KeyRefused } from '#core/keys/key-errors'
import { loadKeySet } from '#core/keys/key-set'
import { loadVerificationKey } from '#core/keys/verification-key'
import { TokenRejected } from '#core/token/rejection'
import type { VerificationKey } from '#core/token/trust'

/** Reads a file of tests/vectors. What it holds is as its README says. */
export function readVectors<Content>(name: string): Content {
  return JSON.parse(readFileSync(new URL(`../vectors/${name}`, import.meta.url), 'utf8')) as Content
}

/** A group of Wycheproof tests shares a key, or a key set. */
export interface WycheproofGroup<Test> {
  comment?: string
  public?: JWK | { keys: JWK[] }
  private?: JWK | { keys: JWK[] }
  publicKeyPem?: string
  tests: Test[]
}

export interface WycheproofFile<Test> {
  numberOfTests: number
  testGroups: WycheproofGroup<Test>[]
}

interface Labelled {
  tcId: number
  comment: string
  result: 'valid' | 'invalid' | 'acceptable'
}

export interface TokenTest extends Labelled {
  jws?: string
  jwe?: string
}

export interface SignatureTest extends Labelled {
  msg: string
  sig: string
}

/** A vector with the answer that this project owes: label, then override, then profile. */
export interface TokenVector {
  tcId: number
  comment: string
  token: string
  key: JWK | { keys: JWK[] }
  expected: 'believed' | 'refused'
}

export interface Override {
  tcId: number
  upstream: string
  use?: 'skip' | 'optional'
  expect?: string
}

const OVERRIDES = readVectors<{
  files: Record<string, Override[]>
  profiles: { 'asymmetric-only': Record<string, number[] | undefined> }
}>('wycheproof-overrides.json')

export const readWycheproof = <Test>(name: string) => readVectors<WycheproofFile<Test>>(`wycheproof/${name}`)

export const overridesOf = (name: string): Override[] => OVERRIDES.files[name] ?? []

export const hmacVectorsOf = (name: string): number[] => OVERRIDES.profiles['asymmetric-only'][name] ?? []

/** All JWS of a file but the skipped ones. Those that are optional are owed too: nothing here is left undone. */
export function jwsVectors(name: string): TokenVector[] {
  const overrides = new Map(overridesOf(name).map((override) => [override.tcId, override]))
  return readWycheproof<TokenTest>(name).testGroups.flatMap((group) =>
    group.tests.flatMap(({ tcId, comment, result, jws }) => {
      const override = overrides.get(tcId)
      const key = group.public ?? group.private
      if (jws === undefined || !key || override?.use === 'skip') return []
      const label = hmacVectorsOf(name).includes(tcId) ? 'invalid' : (override?.expect ?? result)
      return [{ tcId, comment, key, token: jws, expected: label === 'valid' ? 'believed' : 'refused' }]
    }),
  )
}

export async function loadKeys(key: JWK | { keys: JWK[] }): Promise<VerificationKey[]> {
  return 'keys' in key ? (await loadKeySet(key)).keys : [await loadVerificationKey(key)]
}

/**
 * What came of a token: 'believed', the reason of its refusal, or 'key-refused' when its key could not be loaded.
 * Any other error is a bug and goes on to the test.
 */
export async function verdictOf(judge: () => Promise<unknown>): Promise<string> {
  try {
    await judge()
    return 'believed'
  } catch (error) {
    if (error instanceof TokenRejected) return error.reason
    if (error instanceof KeyRefused) return 'key-refused'
    throw error
  }
}
