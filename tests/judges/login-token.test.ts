import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '#core/clock'
import { openTestProvider } from '../../jwt-factory/provider/test-login.fixture.ts'
import { judgeToken } from '../../apps/judge/judge-token.ts'
import { createJudges } from '../../apps/judge/judges.ts'
import { putQuestion } from '../../apps/judge/put-question.ts'
import { hostileToken } from '../support/hostile-tokens.ts'

// The token of somebody who has really logged in, signed by the key of the login issuer.

/** Its client. The provider goes by the clock of the machine, and so does the question. */
const CLIENT = 'login-gateway'

const otherwiseSigned = (good: string) => hostileToken('sig-random', good)

async function logInAndOpen() {
  const login = await openTestProvider()
  onTestFinished(() => login.parts.close())
  const { id_token: token = '' } = await login.trade((await login.logIn()).exchange)
  const ask = async (name: string, { path }: { path: string }) =>
    name === 'jwt-factory'
      ? { status: 200, body: (await login.ask('GET', path, { host: 'localhost' })).body }
      : { status: 200, body: { now: 0, sets: [] } }
  const parts = { ask, machineNow: () => 0 }
  return async (audience: string, change = async (good: string) => good) => {
    const authorization = [`Bearer ${await change(token)}`]
    return putQuestion({ brought: { authorization }, audience, at: systemClock.now() }, parts)
  }
}

const believersOf = async ({ question }: Awaited<ReturnType<typeof putQuestion>>) => {
  const judgements = await judgeToken(question, createJudges(), ({ error }) => {
    throw error
  })
  return Object.fromEntries(judgements.map(({ judge, believed, reason }) => [judge, believed || reason]))
}

test('the ID token of a login is judged by the key of the login issuer, and is for its client alone', async () => {
  const put = await logInAndOpen()
  const { found, question } = await put(CLIENT)
  expect(found.keys.from).toBe('the login issuer')
  expect(found.notes).toEqual([])
  expect(await believersOf({ found, question })).toMatchObject({ strict: true, kong: true, piko: true, mesh: true })
  expect(await believersOf(await put('serviceb'))).toMatchObject({ strict: 'wrong-audience', kong: true, mesh: 'wrong-audience' }) // prettier-ignore
  expect(await believersOf(await put(CLIENT, otherwiseSigned))).not.toMatchObject({ strict: true })
})
