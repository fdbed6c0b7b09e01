import type { HttpCase } from '../http-case.ts'
import { askWithKeptToken } from './requests.ts'

/** A decision alone, without a request. */
export const MESH_DECISION = 'mesh decision over 100 policies'

const HAND = 'mesh pass-through by hand, mTLS'
const FORWARD = 'mesh pass-through, core/http/forward, mTLS'
const FEW = 'mesh sidecar, one token again'
const HUNDRED = 'mesh sidecar with 100 policies more, one token again'

/** All of them are asked over the same mutual TLS, with the same token, and lead to the same hello. */
export const MESH_CASES: readonly HttpCase[] = [
  { name: HAND, on: 'mesh-proxy', prepare: askWithKeptToken, answers: /hello/ },
  { name: FORWARD, on: 'mesh-forwarder', prepare: askWithKeptToken, answers: /hello/ },
  { name: FEW, on: 'mesh-sidecar', door: 'few', prepare: askWithKeptToken, answers: /hello/ },
  { name: HUNDRED, on: 'mesh-sidecar', door: 'hundred', prepare: askWithKeptToken, answers: /hello/ },
]

export const MESH_RATIOS = [
  { name: 'mesh: core/http/forward / pass-through by hand, mTLS', of: [FORWARD], by: [HAND] },
  { name: 'mesh sidecar / pass-through by hand, mTLS', of: [FEW], by: [HAND], aim: 1.3 },
  { name: 'mesh sidecar / core/http/forward, mTLS', of: [FEW], by: [FORWARD] },
  { name: 'mesh sidecar with 100 policies more / pass-through by hand, mTLS', of: [HUNDRED], by: [HAND] },
  {
    name: 'mesh decision over 100 policies / crypto verify ES256',
    of: [MESH_DECISION],
    by: ['crypto verify ES256'],
    aim: 1,
  },
]
