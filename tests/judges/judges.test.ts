import { describe, expect, test } from 'vitest'
import { createLocalJWKSet, jwtVerify } from 'jose'
import { createCorpusJudges } from '../../apps/judge/corpus/corpus-judges.ts'
import { columnOf, expectColumn, JUDGE_TABLE, type FoundInCell } from '../support/judges/table.ts'
import { CORPUS_MADE_AT, testCorpus, testQuestion } from '../support/judges/test-corpus.ts'

// The table cell by cell, for the judges. Through systems that run: kong.test.ts, piko.test.ts, mesh.test.ts, stoke.test.ts, strict.test.ts.

async function judgedBy(id: string): Promise<Record<string, FoundInCell>> {
  const judge = createCorpusJudges().find((each) => each.id === id)
  const { tokens } = await testCorpus()
  const found = Object.keys(tokens).map(async (token) => {
    const said = await judge?.judge(await testQuestion(token))
    const { outcome, believed = false, status = 0, answer } = said ?? {}
    return [token, { believed, open: outcome === 'open', status, body: answer?.body ?? '' }] as const
  })
  return Object.fromEntries(await Promise.all(found))
}

test('the table has all named tokens, in their order', async () => {
  expect(Object.keys(JUDGE_TABLE.tokens)).toEqual(Object.keys((await testCorpus()).tokens))
})

describe('each judge says what its column says', () => {
  test.each(Object.keys(JUDGE_TABLE.columns))('%s', async (id) => {
    // The named token of alg none has no signature at all.
    const unlike = columnOf(id).flatMap(([token, { withoutSignature: cell }]) => (cell ? [[token, cell]] : []))
    expectColumn(id, await judgedBy(id), Object.fromEntries(unlike))
  })

  test('piko with a key in its configuration', async () => {
    const unlike = columnOf('piko').flatMap(([token, { withStaticKey: cell }]) => (cell ? [[token, cell]] : []))
    expectColumn('piko', await judgedBy('piko-static'), Object.fromEntries(unlike))
  })
})

describe('of two headers the first decides, whatever stands in the other one', () => {
  const first = Object.keys(JUDGE_TABLE.columns).filter((id) =>
    columnOf(id).some(([, { decides }]) => decides === 'first'),
  )
  test.each(first)('%s', async (id) => {
    const judge = createCorpusJudges().find((each) => each.id === id)
    const { authorization, ...more } = await testQuestion('two-headers')
    const [good = '', expired = ''] = authorization
    const statusOf = async (...values: string[]) => (await judge?.judge({ ...more, authorization: values }))?.status
    expect(await statusOf(good, expired)).toBe(await statusOf(good))
    expect(await statusOf(expired, good)).toBe(await statusOf(expired))
  })

  test('which is so for four of them', () => {
    expect(first).toEqual(['stoke', 'piko', 'kong', 'kong-exp-nbf'])
  })
})

const after = (seconds: number) => new Date(CORPUS_MADE_AT + seconds * 1000).toISOString()

test('the corpus expects what the judges say, until a date of the token says otherwise', async () => {
  const { systems, goodUntil } = await testCorpus()
  const verdict = (system: string, token: string) => systems[system]?.verdicts[token]
  expect(verdict('kong', 'exp-30s-ago')).toMatchObject({ outcome: 'believed', until: goodUntil })
  expect(verdict('kong-exp-nbf', 'nbf-in-30s')).toMatchObject({ outcome: 'refused', until: after(30) })
  expect(verdict('mesh', 'exp-30s-ago')).toMatchObject({ outcome: 'believed', until: after(31) })
  expect(verdict('mesh', 'nbf-in-30s')).toMatchObject({ outcome: 'believed', until: goodUntil })
  expect(verdict('mesh', 'bearer-in-lower-case')).toMatchObject({ outcome: 'open', status: 200 })
  expect(verdict('piko', 'exp-quoted')?.uncertain).toContain('was not run')
  expect(verdict('strict', 'iat-in-10min')).toMatchObject({ outcome: 'refused', until: after(600) })
})

describe('the column strict is what jose says, where it says that it was run', () => {
  const run = columnOf('strict').filter(([, { jose }]) => jose !== undefined)

  test('which is in most of its cells', () => {
    expect(run.length).toBe(18)
  })

  test.each(run)('%s', async (token, { believed, jose }) => {
    const { keys, expected, tokens } = await testCorpus()
    const [value = ''] = tokens[token]?.authorization ?? []
    const verified = await jwtVerify(
      value.replace(/^bearer /i, ''),
      createLocalJWKSet({ keys: keys.jwks.keys as never[] }),
      {
        ...expected,
        algorithms: ['RS256'],
        requiredClaims: ['exp', 'iat'],
        maxTokenAge: '1 day',
        currentDate: new Date(CORPUS_MADE_AT),
      },
    ).then(
      () => undefined,
      (error: Error & { code?: string }) => error,
    )
    expect(verified === undefined).toBe(believed)
    if (typeof jose === 'string') expect(`${verified?.code} ${verified?.message}`).toContain(jose)
  })
})
