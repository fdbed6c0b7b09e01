import {
  callWithFreshTokens,
  callWithOneToken,
  get,
  grantByBasic,
  grantByPost,
  issueToken,
  readByHello,
  verifyToken,
  type PrepareOne,
} from './requests.ts'
import type { HttpCase } from './http-case.ts'
import { GATEWAY_CASES } from './gateways/cases.ts'
import { MESH_CASES } from './mesh/cases.ts'
import { PEOPLE_CASES } from './people/cases.ts'
import { RELAY_CASES } from './relay/cases.ts'
import { SIDECAR_CASES } from './sidecars/cases.ts'
import { ALL_ALGORITHMS, type Algorithm } from '#core/token/algorithms'

/** The plays that are held against a bare chain of the same hops, and how many tokens each makes and believes. */
export const PLAYS = [
  { number: 1, tokens: 1 },
  { number: 2, tokens: 2 },
  { number: 3, tokens: 1 },
  { number: 4, tokens: 2 },
  { number: 5, tokens: 1 },
] as const

/** The same route, of a factory without a control plane. */
export const VERIFY_UNCONTROLLED = 'POST /verify ES256, with CONTROL=off'

/** What is asked of the processes: who is called, with what, and what a good answer holds. Limits stand beside what they limit. */
export const CASES: readonly HttpCase[] = [
  { name: 'hello, node:http', on: 'hello-node', prepare: get('/'), answers: /hello/ },
  // A proxy, and the hello behind it.
  { name: 'pass-through, undici by hand', on: 'bare-proxy', prepare: get('/'), answers: /hello/ },
  { name: 'pass-through, core/http/forward', on: 'forward-proxy', prepare: get('/'), answers: /hello/ },
  { name: 'hello, Express', on: 'bare-factory', prepare: get('/'), answers: /hello/ },
  ...limited('/issueToken', 'claims', issueToken, ['ES256', 'RS256'], /^eyJ/),
  ...limited('/verify', 'a token', verifyToken, ['ES256', 'RS256'], /"valid":true/),
  ...limited('/token', 'a form', grantByBasic, ['ES256', 'RS256'], /"access_token"/),
  { name: VERIFY_UNCONTROLLED, on: 'factory-uncontrolled', prepare: verifyToken, answers: /"valid":true/ },
  { name: 'POST /token ES256, secret in the form', on: 'jwt-factory', prepare: grantByPost, answers: /"access_token"/ },
  ...PLAYS.flatMap(({ number, tokens }): HttpCase[] => {
    const play = {
      prepare: get(`/scenario${number}`),
      answers: new RegExp(Array(tokens).fill('"valid":true').join('.+')),
    }
    return [
      { name: `scenario ${number}`, on: 'servicea', ...play },
      { name: `bare chain ${number}`, on: 'bare-a', ...play },
    ]
  }),
  // What the callee's side costs, each token once: B and the factory that it asks, and B alone.
  { name: 'B of scenario 1', on: 'serviceb', prepare: callWithFreshTokens(1), answers: /"valid":true/ },
  { name: 'B of scenario 5', on: 'serviceb', prepare: callWithFreshTokens(5), answers: /"valid":true/ },
  { name: 'B of scenario 1, one token', on: 'serviceb', prepare: callWithOneToken(1), answers: /"valid":true/ },
  { name: 'B of scenario 5, one token', on: 'serviceb', prepare: callWithOneToken(5), answers: /"valid":true/ },
  ...SIDECAR_CASES,
  ...MESH_CASES,
  ...GATEWAY_CASES,
  ...RELAY_CASES,
  ...PEOPLE_CASES,
]

/** The limits of the machine: bare signatures. Ed25519 is another name of EdDSA, so it is left out. */
export const RAW_ALGORITHMS: readonly Algorithm[] = ALL_ALGORITHMS.filter((name) => name !== 'Ed25519')

/** A route of the factory with each algorithm, and the hello that reads the same body. */
function limited(
  path: string,
  body: string,
  prepare: PrepareOne,
  algorithms: readonly ('ES256' | 'RS256')[],
  answers: RegExp,
): HttpCase[] {
  return [
    ...algorithms.map((algorithm) => {
      const on = algorithm === 'ES256' ? 'jwt-factory' : 'factory-rs256'
      return { name: `POST ${path} ${algorithm}`, on, prepare, answers } as const
    }),
    { name: `hello that reads ${body}`, on: 'bare-factory', prepare: readByHello(prepare), answers: /hello/ },
  ]
}
