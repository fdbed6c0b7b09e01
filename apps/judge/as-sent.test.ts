import { expect, test } from 'vitest'
import type { ToldKeys } from '#core/control/told-keys'
import { sendToken } from './corpus/send-token.ts'
import { withServer } from './libraries/ask-on-loopback.ts'
import { ASKED_AT, EXPECTED, openJudgedWorld } from './judge.fixture.ts'
import { putQuestion } from './put-question.ts'
import { createKongJudge } from './judges/kong.ts'
import { createMeshJudge } from './judges/mesh.ts'

const world = await openJudgedWorld()
const token = await world.sign()

/** No sandbox runs: keys and issuer are given. */
const asked = async (...authorization: string[]) => {
  const { question } = await putQuestion(
    {
      brought: { authorization },
      issuer: EXPECTED.issuer,
      keys: { text: JSON.stringify(world.keys.jwks), from: 'a test' },
      at: ASKED_AT * 1000,
    },
    {
      ask: async () => ({ status: 200, body: { now: ASKED_AT * 1000, sets: [] } satisfies ToldKeys }),
      machineNow: () => ASKED_AT * 1000,
    },
  )
  return question
}

const ODD_ENDS = [
  `Bearer ${token} \t`,
  ` \tBearer ${token}`,
  'Bearer ',
  'Bearer',
  ' ',
  '',
  'Bearer \u00e9',
  'a \t b',
] as const

test.each(ODD_ENDS)('a judge is shown the header that a server gets: %j', async (value) => {
  let got: string | undefined
  await withServer(
    (request, response) => {
      got = request.headers.authorization
      response.end()
    },
    (port) => sendToken({ address: new URL(`http://127.0.0.1:${port}/`), authorization: [value], headers: {} }),
  )
  expect((await asked(value)).authorization).toEqual([got])
})

test('so a space behind a good token costs it nothing, and one behind no token is none', async () => {
  expect(await createKongJudge().judge(await asked(`Bearer ${token} `))).toMatchObject({ believed: true })
  expect(await createMeshJudge().judge(await asked('Bearer '))).toMatchObject({ outcome: 'open', status: 200 })
})

test.each(['\r\nX-Other: 1', '\u0000', '\u001b[2J', '\u007f', '\u4e16', '\u202e'])(
  'what no request can carry is judged by nobody: %j',
  async (sign) => {
    await expect(asked(`Bearer ${token}`, `Bearer a${sign}b`)).rejects.toThrow('No request can carry such')
  },
)
