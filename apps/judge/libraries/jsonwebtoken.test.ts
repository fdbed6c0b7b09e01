import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openJsonWebTokenJudge } from './jsonwebtoken.ts'
import { makeToken, outcomes, questionFor, wrongOrder, type TokenFaults } from './library-question.fixture.ts'

const NOW = 1_800_000_000
const judge = openJsonWebTokenJudge([import.meta.dirname])
const asked = async (faults: TokenFaults) => judge.judge(await questionFor([`Bearer ${makeToken(faults, NOW)}`], NOW))

test('the title says which versions run', () => {
  expect(judge.title).toMatch(/^jsonwebtoken \d+\.\d+\.\d+ with jwks-rsa \d+\.\d+\.\d+$/)
})

test('where it is not installed nobody is asked, and the judge says how to install it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'jwt-sandbox-test-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const absent = openJsonWebTokenJudge([folder])
  expect(await absent.judge(await questionFor([], NOW))).toEqual({
    judge: 'jsonwebtoken',
    outcome: 'cannot-judge',
    believed: false,
    status: 0,
    decidedBy: '',
    reason: expect.stringContaining('npm install --no-save jsonwebtoken jwks-rsa'),
    checks: [],
  })
})

test('a good token is believed, and what was not there was not checked', async () => {
  const { believed, status, checks } = await asked({})
  expect({ believed, status }).toEqual({ believed: true, status: 200 })
  expect(outcomes(checks)).toMatchObject({ signature: 'passed', nbf: 'nothing-to-check', exp: 'passed' })
})

test('the time is that of the question', async () => {
  const question = await questionFor([`Bearer ${makeToken({}, NOW)}`], NOW)
  expect(await judge.judge({ ...question, now: (NOW + 299) * 1000 })).toMatchObject({ believed: true })
  expect(await judge.judge({ ...question, now: (NOW + 300) * 1000 })).toMatchObject({
    status: 401,
    decidedBy: 'exp',
    reason: 'expired',
  })
  expect(await judge.judge({ ...question, now: 0 }), 'it would ask the machine').toMatchObject({
    outcome: 'cannot-judge',
  })
})

test('it looks at things in the order that is told', async () => {
  const faults = {
    form: { payload: '' },
    key: { header: { kid: 'key-2' } },
    signed: { signedBy: 'nobody' },
    algorithm: { header: { alg: 'RS256' } },
    signature: { signedBy: 'stranger' },
    nbf: { claims: { nbf: NOW + 60 } },
    exp: { claims: { exp: NOW - 60 } },
    aud: { claims: { aud: 'servicec' } },
    iss: { claims: { iss: 'https://other.example' } },
  } as const
  expect(Object.keys(faults)).toEqual((await asked({})).checks.map(({ check }) => check))
  expect(await wrongOrder(judge, faults, () => NOW)).toEqual([])
})

test('its words are kept, those of others are not', async () => {
  expect((await asked({ claims: { aud: 'servicec' } })).checks.at(-2)).toMatchObject({
    reason: 'wrong-audience',
    words: 'jwt audience invalid. expected: serviceb',
  })
  const unreadable = await judge.judge(await questionFor(['Bearer e30x.e30.c2VjcmV0'], NOW))
  expect(unreadable).toMatchObject({ decidedBy: 'form', reason: 'malformed' })
  expect(JSON.stringify(unreadable)).not.toContain('{}1')
})

test('a second header is not seen, and any scheme will do', async () => {
  const token = makeToken({}, NOW)
  const expired = makeToken({ claims: { exp: NOW - 60 } }, NOW)
  expect(await judge.judge(await questionFor([`Basic ${token}`, `Bearer ${expired}`], NOW))).toMatchObject({
    believed: true,
  })
  expect(await judge.judge(await questionFor([], NOW))).toMatchObject({ decidedBy: 'form', reason: 'no-credentials' })
})
