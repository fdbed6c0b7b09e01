import { expect, test } from 'vitest'
import { CATALOGUE } from '#attacks'
import { hideTokens } from '../hide-tokens.ts'
import { repeatLine, standInsFor } from '../target/repeat-line.ts'
import { targetAt } from '../target/target.fixture.ts'
import type { CurlOf } from './result.ts'
import { runCatalogue } from './run-catalogue.ts'
import { askStrict, letIn, runOf, tokenOf } from './target.fixture.ts'

const FAMILIES = new Set(['signature', 'algorithm', 'identity', 'time'])

test('where every second bad token is believed, each line makes anew the very token that it repeats', async () => {
  const target = await targetAt('http://localhost:3001/orders')
  const asked: string[] = []
  const curlOf: CurlOf = Object.assign(
    ((request, { id, attempt, tokens }) => {
      if (!tokens.some((token) => tokenOf(request)?.includes(token) === true)) asked.push(id)
      return repeatLine(request, target, standInsFor(tokens, { id, ...(attempt && { attempt: `${attempt}` }) }, []))
    }) as CurlOf,
    { probeLine: (options: readonly string[]) => `npm run -s probe -- ${options.join(' ')}` },
  )
  let bad = 0
  const { cases } = await runCatalogue(
    runOf(
      CATALOGUE.filter(({ family }) => FAMILIES.has(family)),
      async (request) => {
        const outcome = await askStrict(request)
        const isBad = outcome.kind === 'answered' && outcome.answer.status === 401
        return isBad && tokenOf(request)?.includes('.') === true && bad++ % 2 > 0 ? letIn() : outcome
      },
      { curlOf },
    ),
  )
  const lines = cases.flatMap(({ curl }) => curl ?? [])
  expect(lines.length).toBeGreaterThan(50)
  expect(lines.filter((line) => hideTokens(line) !== line)).toEqual([])
  expect(asked).toEqual([])
})
