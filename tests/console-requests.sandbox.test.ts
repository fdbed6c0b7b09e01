import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Step } from '#core/trace/step'
import { loadScenarios } from '#scenarios'
import type { ShownPlay } from '../apps/console/plays/kept-play.ts'
import { requestOf } from '../apps/console/plays/request-of.ts'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'
import { askAsPage, openTestConsole, type TestConsole } from './support/test-console.ts'

let sandbox: TestSandbox
let console: TestConsole
let ask: Awaited<ReturnType<typeof askAsPage>>
beforeAll(async () => {
  sandbox = await openTestSandbox()
  console = await openTestConsole(sandbox)
  ask = await askAsPage(console.url)
})
afterAll(async () => {
  await console.close()
  await sandbox.close()
})

const isCall = ({ who, verb, to = '' }: Step) =>
  verb === 'sends' && [who, to].every((each) => /^service[abc]$/.test(each))

test.each((await loadScenarios()).map(({ number, title }) => [number, title]))(
  'scenario %i: each request that a service or the factory got stands beside the call that caused it',
  async (scenario) => {
    const { body: play } = await ask('/api/plays', { scenario, query: {} })
    const { steps, requests }: Pick<ShownPlay, 'steps' | 'requests'> = play
    for (const [to, seen] of Object.entries(requests))
      for (const { step, path } of seen) if (step !== undefined) expect(steps[step - 1], path).toMatchObject({ to })
    const numbers = steps.flatMap((step, at) => (isCall(step) ? [at + 1] : []))
    expect(numbers.filter((number) => requestOf(play, number) === undefined)).toEqual([])
  },
)
