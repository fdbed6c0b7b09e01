import type { HttpCase } from '../http-case.ts'
import { PLAIN_PASS } from '../sidecars/cases.ts'
import { callWithKeptToken, callWithNewTokens } from '../sidecars/requests.ts'
import { callWithSession, LOGIN_DOORS } from './login.ts'

const STATELESS = 'gateway without a store, new tokens'
const AGAIN = 'gateway without a store, one token again'
const PLUGINS = 'gateway with plugins, one token again'
const loginRow = (door: (typeof LOGIN_DOORS)[number]) => `gateway with a ${door}`

const hello = { on: 'gateway', answers: /hello/ } as const

/** All of them with ES256, and to the same hello as the plain pass-through. */
export const GATEWAY_CASES: readonly HttpCase[] = [
  { name: STATELESS, door: 'stateless', prepare: callWithNewTokens('ES256'), ...hello },
  { name: AGAIN, door: 'stateless', prepare: callWithKeptToken('ES256 again'), ...hello },
  { name: PLUGINS, door: 'plugins', prepare: callWithKeptToken('ES256 again'), ...hello },
  ...LOGIN_DOORS.map((door) => ({ name: loginRow(door), door, prepare: callWithSession, ...hello })),
]

/** Without HTTP. */
export const GATEWAY_DECISIONS = {
  first: '100 gateway decisions, verified each time',
  again: '100 gateway decisions, one token again',
} as const

/** As many times cheaper is a token that comes again. */
const REMEMBERED_SHARE = 20

/** What all of a gateway may cost next to a plain proxy, where a token comes again. */
const GATEWAY_SHARE = 1.3

const withCheck = [PLAIN_PASS, { row: 'crypto verify ES256', times: GATEWAY_SHARE }]

export const GATEWAY_RATIOS = [
  {
    name: 'gateway without a store, one token again / pass-through',
    of: [AGAIN],
    by: [PLAIN_PASS],
    aim: GATEWAY_SHARE,
  },
  { name: 'gateway without a store / (pass-through + 1.3 x crypto verify)', of: [STATELESS], by: withCheck, aim: 1 },
  {
    name: `gateway decision, one token again x ${REMEMBERED_SHARE} / verified each time`,
    of: [GATEWAY_DECISIONS.again],
    by: [{ row: GATEWAY_DECISIONS.first, times: 1 / REMEMBERED_SHARE }],
    aim: 1,
  },
  // The original remembers no signature, and so ours does not here.
  { name: 'gateway with plugins / (pass-through + 1.3 x crypto verify)', of: [PLUGINS], by: withCheck, aim: 1 },
  // Whoever logs people in remembers a session, as the gateway without a store remembers a token.
  ...LOGIN_DOORS.flatMap((door) => [
    { name: `${loginRow(door)} / pass-through`, of: [loginRow(door)], by: [PLAIN_PASS], aim: GATEWAY_SHARE },
    { name: `${loginRow(door)} / gateway without a store, one token again`, of: [loginRow(door)], by: [AGAIN] },
  ]),
]
