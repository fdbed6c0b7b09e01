import type { HttpCase } from '../http-case.ts'
import { callWithPersonTokens, type PrepareOne } from '../requests.ts'

const LOGIN = 'POST /api/login'
const CALLEE = 'B of scenario 15'
const HELLO = 'hello that reads a login'

/** One hash of a password by `node:crypto` alone. */
export const BARE_HASH = 'crypto argon2id'

const logIn =
  (path: string): PrepareOne =>
  async () => ({
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'tester', password: 'tester' }),
  })

export const PEOPLE_CASES: readonly HttpCase[] = [
  { name: LOGIN, on: 'people', prepare: logIn('/api/login'), answers: /"token":"eyJ/ },
  { name: CALLEE, on: 'serviceb', prepare: callWithPersonTokens(15), answers: /"valid":true/ },
  { name: HELLO, on: 'people-hello', prepare: logIn('/json'), answers: /hello/ },
]

/** Without HTTP: who is asked, and whose token it is. Nothing is remembered, so each is verified. */
export const PERSON_DECISIONS = {
  strict: { service: '100 strict checks of a token of a service', person: '100 strict checks of a token of a person' },
  stoke: { service: '100 stoke checks of a token of a service', person: '100 stoke checks of a token of a person' },
} as const

/** A person has a claim or two more. */
const SAME_COST = 1.1

export const PEOPLE_RATIOS = [
  { name: `people: ${LOGIN} / ${BARE_HASH}`, of: [LOGIN], by: [BARE_HASH], aim: SAME_COST },
  {
    name: `people: ${LOGIN} / (${BARE_HASH} + ${HELLO} + crypto sign ES256)`,
    of: [LOGIN],
    by: [BARE_HASH, HELLO, 'crypto sign ES256'],
    aim: SAME_COST,
  },
  // Each token once, over TLS, and the key is known.
  { name: `people: ${CALLEE} / B of scenario 5`, of: [CALLEE], by: ['B of scenario 5'], aim: SAME_COST },
  ...Object.entries(PERSON_DECISIONS).map(([dialect, { person, service }]) => ({
    name: `people: dialect ${dialect}, a token of a person / of a service`,
    of: [person],
    by: [service],
    aim: SAME_COST,
  })),
]
