import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { UsageFault } from '#core/process/command-line'
import { temporaryFolder } from '../../tests/support/folders.ts'
import { judgeOnLine } from '../../tests/support/judge-lines.ts'
import { ASKED_AT, openJudgedWorld } from './judge.fixture.ts'

const world = await openJudgedWorld()
const token = await world.sign()
const expired = await world.sign({ claims: { exp: ASKED_AT - 30, iat: ASKED_AT - 60 } })

/** Nobody listens there: no sandbox runs. */
const ENV = { FACTORY_PORT: '1', SERVICEA_PORT: '1', SERVICEB_PORT: '1', SERVICEC_PORT: '1', NEIGHBOURS_PORT: '1' }
let keys: string
let alone: string[]

beforeAll(async () => {
  keys = join(await temporaryFolder(), 'keys.json')
  await writeFile(keys, JSON.stringify(world.keys.jwks))
  alone = ['--keys', keys, '--iss', 'https://issuer.test', '--at', String(ASKED_AT)]
})

const judged = (...words: string[]) => judgeOnLine([...words, ...alone], ENV)

test('the JSON has exactly the members that the document names, for each judge in the order of the table', async () => {
  const { code, shown, told } = await judged(token, '--json')
  expect({ code, told }).toEqual({ code: 0, told: '' })
  const all: Record<string, unknown>[] = JSON.parse(shown)
  expect(all.map(({ judge }) => judge).slice(0, 7)).toEqual(['strict', 'jwtproxy', 'stoke', 'piko', 'kong', 'kong-exp-nbf', 'mesh']) // prettier-ignore
  const members = ['judge', 'outcome', 'believed', 'status', 'decidedBy', 'reason', 'checks']
  for (const judgement of all) {
    expect(Object.keys(judgement)).toEqual('answer' in judgement ? [...members, 'answer'] : members)
    for (const check of judgement['checks'] as object[])
      // of JSON: a list
      expect(Object.keys(check)).toEqual([
        'check',
        'rule',
        'outcome',
        ...['reason', 'words'].filter((name) => name in check),
      ])
    if ('answer' in judgement) expect(Object.keys(Object(judgement['answer']))).toEqual(['status', 'headers', 'body'])
  }
})

test('a person reads in a line for each judge what it says, by which check, and why they differ below', async () => {
  const { code, shown } = await judged(expired)
  expect(code).toBe(0)
  const lines = shown.split('\n')
  expect(lines).toContain('  expected  issuer https://issuer.test, audience serviceb')
  expect(lines).toContain('  keys      those of the file keys.json')
  expect(lines.find((line) => line.includes(' strict '))).toMatch(
    /✗ strict +refused +401 +expiry \(expired\) +this sandbox$/,
  )
  expect(lines.find((line) => line.includes(' kong '))).toMatch(/✓ kong +believed +200 +Kong with its defaults$/)
  expect(shown).toMatch(/\n {2}Believed where it should not be\n/)
  expect(shown).toContain('claims_to_verify: [exp]')
  expect(shown).not.toContain('never reached')
})

test('the order of checks is shown of one judge that was asked alone, and of all of them where it is wanted', async () => {
  const { shown } = await judged(expired, '--judge', 'strict')
  expect(shown).toContain('strict: refused (401). The token has expired.')
  expect(shown).toMatch(/\n {4}✗ expiry +RFC 7519 §4.1.4: before exp\n {4}· not-before .*\(never reached\)\n/)
  expect(shown).toMatch(/\n {4}answers 401\n {6}content-type: application\/problem\+json\n/)
  expect(shown).not.toContain('kong')
  const all = (await judged(expired, '--checks')).shown
  const shownOrders = [...all.matchAll(/\n {2}([\w-]+): (?:believed|refused|not asked) \(\d+\)/g)].map(([, id]) => id)
  expect(shownOrders).toEqual(expect.arrayContaining(['strict', 'mesh', 'jose']))
  expect(all).toMatch(/\n {2}ask-factory cannot judge: /) // it asks the factory, and none runs
  expect(all).toContain('✗ exp        exp, if it is there, is later than now: "exp" claim timestamp check failed')
})

test('where nobody could judge it ends with 1, and with 0 where one could', async () => {
  const alone = await judged(token, '--judge', 'ask-factory')
  expect(alone).toMatchObject({ code: 1, shown: expect.stringContaining('cannot judge') })
  expect((await judged(token, '--judge', 'ask-factory', '--judge', 'strict')).code).toBe(0)
})

test('whole headers are judged as they are, and a token may come on standard input, behind Bearer too', async () => {
  const two = JSON.parse((await judged('--authorization', `Bearer ${token}`, '--authorization', `Bearer ${expired}`, '--json')).shown) // prettier-ignore
  expect(two[0]).toMatchObject({ judge: 'strict', status: 400, reason: 'invalid-request' })
  for (const input of [`${token}\n`, `Bearer ${token}`]) {
    const { shown } = await judgeOnLine(['-', '--json', ...alone], ENV, input)
    expect(JSON.parse(shown)[0]).toMatchObject({ believed: true })
  }
})

test('no sign of a token or a name moves the cursor of a terminal', async () => {
  const evil = '\u001b[2J'
  const claimed = await world.sign({ header: { kid: evil }, claims: { iss: evil } })
  const { shown } = await judged(claimed, '--aud', `a${evil}b`, '--checks')
  expect(shown).not.toContain(evil)
})

describe('what is called wrongly is said in a sentence that helps', () => {
  test.each([
    [[], /needs a TOKEN, or --named NAME/],
    [['kong'], /is no token: .*--named NAME.*--authorization/],
    [['a.b c.d'], /more than one word/],
    [['a.b.c', '--named', 'valid'], /choose TOKEN or --named/],
    [['--named', 'expired'], /no name of a token.*There are: no-token, valid, /],
    [['--named', 'exp-30s-agoo'], /Did you mean "exp-30s-ago"/],
    [['a.b.c', '--judge', 'knog'], /is no judge.*Did you mean "kong"/],
    [['a.b.c', '--at', 'yesterday'], /"yesterday" is no time/],
    [['a.b.c', '--at', '2030-02-30'], /is no time/],
    [['-'], /no token on standard input/],
  ])('%j', async (words, says) => {
    const fault = await judgeOnLine(words, ENV).catch((error: unknown) => error)
    expect(fault).toBeInstanceOf(UsageFault)
    expect((fault as Error).message).toMatch(says)
  })

  test('without a sandbox and without keys both ways out are said', async () => {
    await expect(judgeOnLine([token], ENV)).rejects.toThrow(/npm start[^]*--keys/)
    await expect(judgeOnLine(['--named', 'valid'], ENV)).rejects.toThrow(/jwt-factory cannot be reached at port 1/)
  })

  test('keys of nobody that is known need an issuer', async () => {
    await expect(judgeOnLine([token, '--keys', keys], ENV)).rejects.toThrow(/--iss/)
  })
})
