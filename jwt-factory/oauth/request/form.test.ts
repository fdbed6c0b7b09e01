import express from 'express'
import { describe, expect, test } from 'vitest'
import { formOf, oauthBody, requireParameter } from './form.ts'
import request from '../../../tests/support/request.ts'

const app = express()
app.post('/', oauthBody(false), (asked, response) => {
  const form = formOf(asked)
  response.json({ one: form.get('a'), all: form.all('resource') })
})
app.use(((error, _asked, response, _next) => {
  response.status(error.status).json({ code: error.code })
}) satisfies express.ErrorRequestHandler)

const FORM = 'application/x-www-form-urlencoded'
const send = (text: string, type = FORM) =>
  request(app)
    .post('/')
    .set('content-type', type)
    .serialize((body: string) => body)
    .send(text)

const MOST_BYTES = 100 * 1024

describe('the size of a form', () => {
  test('may be 100 kB', async () => {
    const { body } = await send(`a=${'x'.repeat(MOST_BYTES - 2)}`).expect(200)
    expect(body.one).toHaveLength(MOST_BYTES - 2)
  })

  test('may be no byte more', () => send(`a=${'x'.repeat(MOST_BYTES - 1)}`).expect(413))
})

const many = (count: number) => Array.from({ length: count }, (_, at) => `n${at}=1`).join('&')

test('a form has 100 parameters at most, for each is work', async () => {
  await send(many(100)).expect(200)
  expect((await send(many(101)).expect(400)).body.code).toBe('invalid_request')
  await send('&'.repeat(100)).expect(400)
})

test('an empty parameter is an absent one, alone and among several', async () => {
  expect((await send('a=&resource=&resource=x')).body).toEqual({ all: ['x'] })
})

test.each(['a=1&a=1', 'a=&a=1', '%61=1&a=2', 'b=1&b=2', '__proto__=1&__proto__=2'])(
  'a parameter that comes twice, in any spelling, is refused: %s',
  async (text) => {
    expect((await send(text).expect(400)).body.code).toBe('invalid_request')
  },
)

test('a required parameter that is absent is named', () => {
  const form = { get: () => undefined, all: () => [], values: {} }
  expect(() => requireParameter(form, 'token')).toThrow(/token/)
})
