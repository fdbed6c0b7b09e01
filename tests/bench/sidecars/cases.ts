import type { HttpCase } from '../http-case.ts'
import { BARE_DOORS, SIDECAR_DOORS, type BareDoor, type DoorName } from './files.ts'
import { callWithKeptToken, callWithNewTokens, getThrough } from './requests.ts'

/** A plain proxy by hand, without TLS as the sidecars are measured: with a token that it passes on, and without. */
export const PLAIN_PASS = 'plain pass-through with a token'
const PLAIN_FORWARD = 'plain pass-through of a whole address'

/** The same by core/http/forward alone: what is left of a sidecar is its own. */
const PLAIN_HOUSE = 'plain pass-through, core/http/forward'

/** By hand, with one bare signature made or checked in between: what nobody does for less. */
const bareRow = (door: BareDoor) => `plain pass-through and one ${door}`
const rawRow = (door: BareDoor) => `crypto ${door.replace('check', 'verify')}`

const isAgain = (door: DoorName) => door.endsWith('again')
const verifierRow = (door: DoorName) => `sidecar verifier ${door}`
const signerRow = (door: DoorName) => `sidecar signer ${door}`

export const SIDECAR_CASES: readonly HttpCase[] = [
  { name: PLAIN_PASS, on: 'plain-proxy', prepare: callWithNewTokens('ES256'), answers: /hello/ },
  { name: PLAIN_FORWARD, on: 'plain-proxy', prepare: getThrough, answers: /hello/ },
  { name: PLAIN_HOUSE, on: 'plain-forwarder', prepare: callWithNewTokens('ES256'), answers: /hello/ },
  ...BARE_DOORS.map((door): HttpCase => ({
    name: bareRow(door),
    on: 'plain-signing',
    door,
    prepare: callWithNewTokens('ES256'),
    answers: /hello/,
  })),
  ...SIDECAR_DOORS.flatMap((door): HttpCase[] => [
    {
      name: verifierRow(door),
      on: 'verifier',
      door,
      prepare: isAgain(door) ? callWithKeptToken(door) : callWithNewTokens(door),
      answers: /hello/,
    },
    { name: signerRow(door), on: 'signer', door, prepare: getThrough, answers: /hello/ },
  ]),
]

/** What a signature, or its check, may cost at a sidecar with all that belongs to it; and what all the rest may. */
const SIDECAR_SHARE = 1.3

export const SIDECAR_RATIOS = [
  { name: 'sidecar: core/http/forward / pass-through', of: [PLAIN_HOUSE], by: [PLAIN_PASS], aim: SIDECAR_SHARE },
  ...BARE_DOORS.map((door) => ({
    name: `sidecar: pass-through and one ${door} / (pass-through + 1.3 x ${rawRow(door)})`,
    of: [bareRow(door)],
    by: [PLAIN_PASS, { row: rawRow(door), times: SIDECAR_SHARE }],
    aim: 1,
  })),
  ...(['ES256', 'RS256'] as const).flatMap((algorithm) => [
    {
      name: `sidecar verifier ${algorithm} / (pass-through + 1.3 x crypto verify)`,
      of: [verifierRow(algorithm)],
      by: [PLAIN_PASS, { row: `crypto verify ${algorithm}`, times: SIDECAR_SHARE }],
      aim: 1,
    },
    {
      name: `sidecar signer ${algorithm} / (pass-through + 1.3 x crypto sign)`,
      of: [signerRow(algorithm)],
      by: [PLAIN_FORWARD, { row: `crypto sign ${algorithm}`, times: SIDECAR_SHARE }],
      aim: 1,
    },
  ]),
  ...(['ES256 again', 'RS256 again'] as const).flatMap((door) => [
    {
      name: `sidecar verifier ${door} / pass-through`,
      of: [verifierRow(door)],
      by: [PLAIN_PASS],
      aim: SIDECAR_SHARE,
    },
    { name: `sidecar signer ${door} / pass-through`, of: [signerRow(door)], by: [PLAIN_FORWARD], aim: SIDECAR_SHARE },
  ]),
]
