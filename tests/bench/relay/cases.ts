import type { HttpCase } from '../http-case.ts'
import { PLAIN_PASS } from '../sidecars/cases.ts'
import { callWithKeptToken, callWithNewTokens } from '../sidecars/requests.ts'
import { CLAIMS_OF_CLIENT, toBenchEndpoint } from './requests.ts'

const RELAY_NEW = 'relay and agent, new tokens'
const RELAY_AGAIN = 'relay and agent, one token again'

const throughRelay = { on: 'relay', answers: /hello/ } as const

/** Relay and agent share a process, so that both count; with ES256, and to the same hello as the plain pass-through. */
export const RELAY_CASES: readonly HttpCase[] = [
  { name: RELAY_NEW, prepare: toBenchEndpoint(callWithNewTokens('ES256', CLAIMS_OF_CLIENT)), ...throughRelay },
  { name: RELAY_AGAIN, prepare: toBenchEndpoint(callWithKeptToken('ES256 again', CLAIMS_OF_CLIENT)), ...throughRelay },
]

/** A request goes through two programs in the place of one. */
const RELAY_SHARE = 2

export const RELAY_RATIOS = [
  { name: 'relay and agent, one token again / pass-through', of: [RELAY_AGAIN], by: [PLAIN_PASS], aim: RELAY_SHARE },
  {
    name: 'relay and agent / (2 x pass-through + 1.3 x crypto verify)',
    of: [RELAY_NEW],
    by: [
      { row: PLAIN_PASS, times: RELAY_SHARE },
      { row: 'crypto verify ES256', times: 1.3 },
    ],
    aim: 1,
  },
]
