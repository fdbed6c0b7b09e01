import {
  callWithFreshTokens,
  callWithOneToken,
  get,
  grantByBasic,
  grantByPost,
  issueToken,
  postHello,
  verifyToken,
  type Prepare,
} from './requests.ts'
import type { ProcessLabel } from './processes.ts'
import { ALL_ALGORITHMS, type Algorithm } from '#core/token/algorithms'

/** What is asked of the processes: who is called, with what, and what a good answer holds. */
export const CASES: readonly HttpCase[] = [
  { name: 'hello, node:http', on: 'hello-node', prepare: get('/'), answers: /hello/ },
  { name: 'hello, Express', on: 'hello-express', prepare: get('/'), answers: /hello/ },
  { name: 'hello, Express, JSON body', on: 'hello-express', prepare: postHello, answers: /hello/ },
  { name: 'POST /issueToken ES256', on: 'jwt-factory', prepare: issueToken, answers: /^eyJ/ },
  { name: 'POST /issueToken RS256', on: 'factory-rs256', prepare: issueToken, answers: /^eyJ/ },
  { name: 'POST /verify ES256', on: 'jwt-factory', prepare: verifyToken, answers: /"valid":true/ },
  { name: 'POST /verify RS256', on: 'factory-rs256', prepare: verifyToken, answers: /"valid":true/ },
  {
    name: 'POST /token ES256, client_secret_basic',
    on: 'jwt-factory',
    prepare: grantByBasic,
    answers: /"access_token"/,
  },
  { name: 'POST /token ES256, client_secret_post', on: 'jwt-factory', prepare: grantByPost, answers: /"access_token"/ },
  {
    name: 'POST /token RS256, client_secret_basic',
    on: 'factory-rs256',
    prepare: grantByBasic,
    answers: /"access_token"/,
  },
  { name: 'scenario 1', on: 'servicea', prepare: get('/scenario1'), answers: /"valid":true/ },
  { name: 'scenario 2', on: 'servicea', prepare: get('/scenario2'), answers: /"valid":true.+"valid":true/ },
  { name: 'scenario 3', on: 'servicea', prepare: get('/scenario3'), answers: /"valid":true/ },
  { name: 'scenario 4', on: 'servicea', prepare: get('/scenario4'), answers: /"valid":true.+"valid":true/ },
  { name: 'scenario 5', on: 'servicea', prepare: get('/scenario5'), answers: /"valid":true/ },
  // What the callee's side costs, each token once: B and the factory that it asks, and B alone.
  { name: 'B of scenario 1', on: 'serviceb', prepare: callWithFreshTokens(1), answers: /"valid":true/ },
  { name: 'B of scenario 5', on: 'serviceb', prepare: callWithFreshTokens(5), answers: /"valid":true/ },
  { name: 'B of scenario 1, one token', on: 'serviceb', prepare: callWithOneToken(1), answers: /"valid":true/ },
  { name: 'B of scenario 5, one token', on: 'serviceb', prepare: callWithOneToken(5), answers: /"valid":true/ },
]

/** What the figures are held against. Each side is a sum of rows: CPU per 1000, all from one run on one machine. */
export const RATIOS: readonly Ratio[] = [
  { name: 'scenario 1, CPU seconds per 1000', of: ['scenario 1'], aim: 1.8 },
  {
    name: 'POST /issueToken ES256 / (hello, Express + crypto sign)',
    of: ['POST /issueToken ES256'],
    by: ['hello, Express', 'crypto sign ES256'],
    aim: 1.5,
  },
  {
    name: 'the same to a hello that reads a JSON body, ES256',
    of: ['POST /issueToken ES256'],
    by: ['hello, Express, JSON body', 'crypto sign ES256'],
  },
  {
    name: 'POST /issueToken RS256 / (hello, Express + crypto sign)',
    of: ['POST /issueToken RS256'],
    by: ['hello, Express', 'crypto sign RS256'],
    aim: 1.5,
  },
  {
    name: 'POST /verify ES256 / (hello, Express + crypto verify)',
    of: ['POST /verify ES256'],
    by: ['hello, Express', 'crypto verify ES256'],
  },
  {
    name: 'POST /token ES256 / (hello, Express + crypto sign)',
    of: ['POST /token ES256, client_secret_basic'],
    by: ['hello, Express', 'crypto sign ES256'],
    aim: 2,
  },
  {
    name: 'POST /token RS256 / (hello, Express + crypto sign)',
    of: ['POST /token RS256, client_secret_basic'],
    by: ['hello, Express', 'crypto sign RS256'],
  },
  { name: 'scenario 5 / scenario 1', of: ['scenario 5'], by: ['scenario 1'] },
  { name: 'B of scenario 5 / scenario 1', of: ['B of scenario 5'], by: ['scenario 1'], aim: 0.5 },
  // Both pay for the signature of a token that is new to them, so this one has no aim.
  { name: 'B of scenario 5 / B of scenario 1', of: ['B of scenario 5'], by: ['B of scenario 1'] },
  {
    name: 'the same with a token that is seen again',
    of: ['B of scenario 5, one token'],
    by: ['B of scenario 1, one token'],
    aim: 0.5,
  },
  { name: 'scenario 1 / hello, Express', of: ['scenario 1'], by: ['hello, Express'] },
  { name: 'hello, Express / hello, node:http', of: ['hello, Express'], by: ['hello, node:http'] },
]

/** The limits of the machine: bare signatures. Ed25519 is another name of EdDSA, so it is left out. */
export const RAW_ALGORITHMS: readonly Algorithm[] = ALL_ALGORITHMS.filter((name) => name !== 'Ed25519')

export interface HttpCase {
  name: string
  on: ProcessLabel
  prepare: Prepare
  /** Every answer is held against it: a bench of refusals is worth nothing. */
  answers: RegExp
}

export interface Ratio {
  name: string
  of: readonly string[]
  /** Absent: the figure stands for itself. */
  by?: readonly string[]
  /** Not more than this. */
  aim?: number
}
