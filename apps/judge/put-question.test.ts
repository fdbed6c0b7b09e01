import { expect, test } from 'vitest'
import { Problem } from '#core/http/problem'
import { generateSigningKey } from '#core/keys/signing-key'
import { signToken } from '#core/token/sign'
import { putQuestion, type QuestionOrder } from './put-question.ts'

const key = await generateSigningKey('ES256', 0)
const token = await signToken({ iss: 'https://me.test' }, key, 'JWT')
const brought = { authorization: [`Bearer ${token}`] }
const given = { text: JSON.stringify(key.publicJwk), from: 'the file k' }

/** Without a sandbox. */
const put = (order: QuestionOrder) =>
  putQuestion(order, {
    ask: async () => {
      throw new Problem('peer-unreachable', 'jwt-factory cannot be reached.')
    },
    machineNow: () => 7,
  })

test('with keys and an issuer no sandbox is needed', async () => {
  const { question } = await put({ brought, keys: given, issuer: 'https://me.test' })
  expect(question).toMatchObject({ expected: { issuer: 'https://me.test', audience: 'serviceb' }, now: 7 })
})

test.each<[string, QuestionOrder, RegExp]>([
  ['the issuer', { brought, keys: given }, /--iss URL/],
  ['keys', { brought }, /--keys FILE/],
])('what lacks is told to people at the terminal and on the page: %s', async (_what, order, option) => {
  await expect(put(order)).rejects.toThrow(option)
  await expect(put(order)).rejects.toThrow(/on the page/)
})
