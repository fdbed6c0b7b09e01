import { execFile, spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test, vi } from 'vitest'
import { systemClock, type Clock } from '#core/clock'
import type { NamedTokenId } from '#core/token/named-tokens'
import { needs } from '../../../tests/support/needs.ts'
import { until } from '../../../tests/support/until.ts'
import { findHaproxy } from './haproxy-process.ts'
import { openHaproxyJudge } from './haproxy.ts'
import {
  bringNamed,
  LIBRARY_AUDIENCE,
  makeToken,
  outcomes,
  questionFor,
  wrongOrder,
  type TokenFaults,
} from './library-question.fixture.ts'

/** A busy machine may need more time than a person would wait. */
const patient: Clock = { ...systemClock, delay: (ms, signal) => systemClock.delay(ms > 1000 ? 30 * ms : ms, signal) }
const now = () => Math.floor(systemClock.now() / 1000)
const found = await findHaproxy()
const judge = await openHaproxyJudge(patient)
const aText = { aud: LIBRARY_AUDIENCE }
const asked = async ({ claims, ...faults }: TokenFaults) =>
  judge.judge(await questionFor([`Bearer ${makeToken({ ...faults, claims: { ...aText, ...claims } }, now())}`], now()))

/**
 * Those that differ from what strict verifiers say: there is no rule for nbf and none for kid, a text is a number where it looks like one, and
 * without exp nothing is over.
 */
const ANSWERS_TO_TEXTS: Partial<Record<NamedTokenId, string>> = {
  'no-token': 'header',
  valid: 'believed',
  'exp-30s-ago': 'exp',
  'no-exp': 'believed',
  'exp-zero': 'exp',
  'exp-quoted': 'believed',
  'exp-fraction': 'believed',
  'nbf-in-30s': 'believed',
  'iat-in-10min': 'believed',
  'no-aud': 'aud',
  'iss-other': 'iss',
  forged: 'signature',
  'forged-and-expired': 'signature',
  'forged-and-aud-other': 'aud',
  'kid-unknown': 'believed',
  'alg-none': 'alg',
  'bearer-in-lower-case': 'believed',
  'two-headers': 'believed',
}

test('where it is not installed nobody is asked, and the judge says how to install it', async () => {
  const absent = await openHaproxyJudge(patient, ['/nowhere/haproxy', '/bin/true'])
  expect(await absent.judge(await questionFor([], now()))).toMatchObject({
    outcome: 'cannot-judge',
    status: 0,
    reason: expect.stringContaining('apt install haproxy'),
  })
})

needs(!found && 'haproxy is not installed').describe('HAProxy', () => {
  test('is named with its version', () => {
    expect(judge.title).toMatch(/^HAProxy \d+\.\d+/)
  })

  test('believes a good token, and what was not there was not checked', async () => {
    const { believed, status, answer } = await asked({})
    expect({ believed, status, answer }).toEqual({ believed: true, status: 200, answer: undefined })
    const { checks, ...without } = await asked({ claims: { exp: undefined } })
    expect(without).toMatchObject({ believed: true, status: 200 })
    expect(outcomes(checks)).toMatchObject({ signature: 'passed', exp: 'nothing-to-check' })
  })

  test('looks at things in the order that is told', async () => {
    const faults = {
      alg: { header: { alg: 'none' } },
      iss: { claims: { ...aText, iss: 'https://other.example' } },
      aud: { claims: { aud: 'servicec' } },
      signature: { signedBy: 'stranger', claims: aText },
      exp: { claims: { ...aText, exp: now() - 60 } },
    } as const
    expect(['header', ...Object.keys(faults)]).toEqual((await asked({})).checks.map(({ check }) => check))
    expect(await wrongOrder(judge, faults, now)).toEqual([])
  })

  test.each(Object.entries(ANSWERS_TO_TEXTS) as [NamedTokenId, string][])(
    'says of a token that is %s, with a text for its audience: %s',
    async (name, expected) => {
      const question = await questionFor(bringNamed(name, now(), { aud: LIBRARY_AUDIENCE }), now())
      const { believed, decidedBy } = await judge.judge(question)
      expect(believed ? 'believed' : decidedBy).toBe(expected)
    },
  )

  test('believes no token whose audience is a list: it has nothing to compare, with none of ours in it or with one', async () => {
    for (const name of ['valid', 'two-headers', 'forged'] as const) {
      expect(await judge.judge(await questionFor(bringNamed(name, now()), now()))).toMatchObject({ decidedBy: 'aud' })
    }
  })

  test('reads the first of two headers', async () => {
    const [good = '', expired = ''] = bringNamed('two-headers', now(), { aud: LIBRARY_AUDIENCE })
    expect(await judge.judge(await questionFor([expired, good], now()))).toMatchObject({ decidedBy: 'exp' })
  })

  test('answers with its own status and words', async () => {
    expect(await asked({ claims: { aud: 'servicec' } })).toMatchObject({
      status: 403,
      decidedBy: 'aud',
      reason: 'wrong-audience',
      answer: { status: 403, headers: { 'content-type': 'text/plain' }, body: 'Invalid JWT audience' },
    })
  })

  test('is not asked about a time at which it might say something else', async () => {
    const question = await questionFor(bringNamed('aud-as-string', now() - 60), now()) // its nbf is no near date
    expect(await judge.judge({ ...question, now: question.now + 3_600_000 })).toMatchObject({ outcome: 'cannot-judge' })
    expect(await judge.judge({ ...question, now: question.now + 120_000 })).toMatchObject({ believed: true })
  })

  test('is told an issuer and an audience that look like a configuration', async () => {
    const odds = [
      ['-f', '"}'],
      ["' \\", '${HOME}'],
      ['a b', '# x'],
      ['x\n  http-request return status 200', '%[date()]'],
    ] as const
    for (const [issuer, audience] of odds) {
      const token = makeToken({ claims: { iss: issuer, aud: audience } }, now())
      const question = await questionFor([`Bearer ${token}`], now())
      expect(await judge.judge({ ...question, expected: { issuer, audience } }), issuer).toMatchObject({
        believed: true,
      })
    }
    const question = await questionFor([], now())
    const unfit = await judge.judge({ ...question, expected: { issuer: 'a\0b', audience: '' } })
    expect(unfit.outcome).toBe('cannot-judge')
    expect(JSON.stringify(unfit)).not.toContain(tmpdir())
  })

  test('runs one after the other, and not for more than may wait', async () => {
    const question = await questionFor([], now())
    const all = await Promise.all(Array.from({ length: 9 }, () => judge.judge(question)))
    expect(all.map(({ outcome }) => outcome).filter((outcome) => outcome === 'cannot-judge')).toHaveLength(3)
  })

  test('leaves nothing behind: no folder, and so no socket', async () => {
    const folder = await newFolderForAll()
    vi.stubEnv('TMPDIR', folder)
    onTestFinished(() => void vi.unstubAllEnvs())
    expect(await asked({})).toMatchObject({ believed: true })
    expect(await readdir(folder)).toEqual([])
  })

  test('ends when this program ends, even as by SIGKILL, and its folder with it', async () => {
    const folder = join(await newFolderForAll(), 'place')
    await mkdir(folder)
    const file = join(folder, 'silent.cfg')
    await writeFile(file, SILENT)
    const start = { program: found?.program, file, env: { PLACE: folder }, socketPath: join(folder, 'asked') }
    const text = `import { askHaproxy } from ${JSON.stringify(new URL('haproxy-process.ts', import.meta.url).href)}
      import { systemClock } from ${JSON.stringify(new URL('../../../core/clock.ts', import.meta.url).href)}
      await askHaproxy(${JSON.stringify(start)}, [], systemClock, new AbortController().signal)`
    const program = spawn(process.execPath, ['--input-type=module', '-e', text], { stdio: 'inherit' })
    await until('it to listen', async () => (await readdir(folder)).includes('asked'))
    program.kill('SIGKILL')
    await until('its folder to be gone', async () => !(await readdir(dirname(folder))).includes('place'))
    const running = () =>
      promisify(execFile)('pgrep', ['-f', folder]).then(
        () => true,
        () => false,
      )
    await until('it to have ended', async () => !(await running()))
  })
})

/** It takes a request, and does not answer for a long time. */
const SILENT = `
defaults
  mode tcp
  timeout client 5m
frontend silent
  bind "unix@\${PLACE}/asked" mode 600
  tcp-request inspect-delay 5m
  tcp-request content reject if WAIT_END
`

async function newFolderForAll(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'jwt-sandbox-test-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}
