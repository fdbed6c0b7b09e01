import { expect, test } from 'vitest'
import type { AttackRequest } from '#attacks'
import { runCatalogue } from './run-catalogue.ts'
import { answeredWith, askStrict, casesNamed, letIn, runOf } from './target.fixture.ts'

const CASES = casesNamed('http-method-variants')
const isTokenless = ({ headers }: AttackRequest) => headers.length === 0

/** As a server answers HEAD: without a body. */
const withoutBody = (outcome: Awaited<ReturnType<typeof askStrict>>): typeof outcome =>
  outcome.kind === 'answered' ? { ...outcome, answer: { ...outcome.answer, body: '' } } : outcome

test('a limiter that says no in a success is not believed to believe HEAD, which shows no body', async () => {
  for (const every of [2, 3, 5, 7]) {
    let count = -6 // the controls
    const { cases } = await runCatalogue(
      runOf(CASES, async (request) => {
        if (count++ < 0 && request.method !== 'HEAD') return askStrict(request)
        const isOver = count % every !== 0
        const said = isOver ? answeredWith(200, { ok: false, message: 'too many requests' }) : await askStrict({ ...request, method: 'GET' }) // prettier-ignore
        return request.method === 'HEAD' ? withoutBody(said) : said
      }),
    )
    expect(cases[0]?.finding, `${every}`).toBeUndefined()
  }
})

test('who lets HEAD in without a token, and refuses GET by its status each time, is found', async () => {
  const { cases } = await runCatalogue(
    runOf(CASES, async (request) =>
      request.method === 'HEAD' && isTokenless(request) ? withoutBody(letIn()) : askStrict(request),
    ),
  )
  expect(cases[0]).toMatchObject({ verdict: 'believed', attempt: 'HEAD' })
})
