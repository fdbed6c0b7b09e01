import { describe, expect, test } from 'vitest'
import {
  randomId,
  readTraceparent,
  readTracestate,
  GATEWAY_LESSONS,
  LOGIN_LESSONS,
  MESH_POLICY_SETS,
  TROUBLE_NAMES,
  writeTraceparent,
  writeTracestate,
} from './context.ts'

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736'
const PARENT_ID = '00f067aa0ba902b7'

describe('a traceparent that can be read', () => {
  test.each([
    [`00-${TRACE_ID}-${PARENT_ID}-00`, false],
    [`00-${TRACE_ID}-${PARENT_ID}-01`, true],
    [`00-${TRACE_ID}-${PARENT_ID}-03`, true],
    [`00-${TRACE_ID}-${PARENT_ID}-02`, false],
    [`cc-${TRACE_ID}-${PARENT_ID}-01`, true],
    [`cc-${TRACE_ID}-${PARENT_ID}-01-what-the-future-brings`, true],
  ])('%s', (header, sampled) => {
    expect(readTraceparent(header)).toEqual({ traceId: TRACE_ID, parentId: PARENT_ID, sampled })
  })
})

describe('anything else starts a new trace that is not recorded', () => {
  test.each([
    undefined,
    '',
    'nonsense',
    `00-${TRACE_ID.toUpperCase()}-${PARENT_ID}-01`,
    `00-${'0'.repeat(32)}-${PARENT_ID}-01`,
    `00-${TRACE_ID}-${'0'.repeat(16)}-01`,
    `ff-${TRACE_ID}-${PARENT_ID}-01`,
    `00-${TRACE_ID}-${PARENT_ID}`,
    `00-${TRACE_ID}-${PARENT_ID}-1`,
    `00-${TRACE_ID}-${PARENT_ID}-01-more`,
    `00-${TRACE_ID}-${PARENT_ID}-01x`,
    `00-${TRACE_ID}-${PARENT_ID}-01, 00-${TRACE_ID}-${PARENT_ID}-01`,
    ` 00-${TRACE_ID}-${PARENT_ID}-01`,
  ])('%s', (header) => {
    const { traceId, parentId, sampled } = readTraceparent(header)
    expect(traceId).toMatch(/^[\da-f]{32}$/)
    expect(traceId).not.toBe(TRACE_ID)
    expect({ parentId, sampled }).toEqual({ parentId: undefined, sampled: false })
  })

  test('and each new trace has an id of its own', () => {
    expect(readTraceparent(undefined).traceId).not.toBe(readTraceparent(undefined).traceId)
  })
})

test.each([true, false])('what is written can be read back (sampled: %s)', (sampled) => {
  const header = writeTraceparent({ traceId: TRACE_ID, parentId: undefined, sampled }, PARENT_ID)
  expect(readTraceparent(header)).toEqual({ traceId: TRACE_ID, parentId: PARENT_ID, sampled })
})

test('ids are hexadecimal and have the length that the header wants', () => {
  expect(randomId(16)).toMatch(/^[\da-f]{32}$/)
  expect(randomId(8)).toMatch(/^[\da-f]{16}$/)
})

describe('our entry of tracestate', () => {
  test.each([
    {},
    { holdsTokens: true },
    { holdsTokens: true, byTool: true },
    { alone: PARENT_ID },
    ...TROUBLE_NAMES.map((trouble) => ({ trouble, alone: PARENT_ID, holdsTokens: true })),
    ...MESH_POLICY_SETS.map((policies) => ({
      policies,
      trouble: 'factory-down' as const,
      alone: PARENT_ID,
      holdsTokens: true,
    })),
    ...GATEWAY_LESSONS.map((gateway) => ({ gateway, alone: PARENT_ID, holdsTokens: true })),
    ...LOGIN_LESSONS.map((login) => ({
      login,
      policies: 'login-other-issuer' as const,
      alone: PARENT_ID,
      holdsTokens: true,
    })),
  ])('what is written can be read back: %j', (asked) => {
    const { tracestate } = writeTracestate({ traceId: TRACE_ID, parentId: undefined, sampled: true, ...asked })
    expect(readTracestate(tracestate)).toEqual(asked)
    expect(readTracestate(`other=1, ${tracestate ?? ''} ,more=2`)).toEqual(asked)
  })

  test('alone without an id is a play of its own, each time', () => {
    const [one, other] = [1, 2].map(() => readTracestate('jwt-sandbox=alone').alone)
    expect(one).toMatch(/^[\da-f]{16}$/)
    expect(other).not.toBe(one)
  })

  test.each([
    undefined,
    '',
    'jwt-sandbox',
    'jwt-sandbox=alone-',
    'jwt-sandbox=alone-1234',
    `jwt-sandbox=alone-${'a'.repeat(17)}`,
    'jwt-sandbox=lonely',
    'jwt-sandbox=',
    'jwt-sandbox=on-fire',
    'jwt-sandbox=constructor+__proto__',
    'x-jwt-sandbox=factory-down',
    `jwt-sandbox=${'x'.repeat(100)}+factory-down`,
  ])('%s asks for nothing', (header) => expect(readTracestate(header)).toEqual({}))
})
