import express from 'express'
import request from 'supertest'
import { expect, test } from 'vitest'
import { jsonBody } from './input.ts'

const app = express()
app.post('/', jsonBody, (asked, response) => void response.json(JSON.stringify(asked.body).length))
app.use(
  ((error, _asked, response, _next) => void response.status(error.status).end()) satisfies express.ErrorRequestHandler,
)

const MOST_BYTES = 100 * 1024
const ofSize = (bytes: number) => `"${'x'.repeat(bytes - 2)}"`
const send = (text: string) =>
  request(app)
    .post('/')
    .set('content-type', 'application/json')
    .serialize((body: string) => body)
    .send(text)

test('a JSON body may have 100 kB, and no byte more', async () => {
  expect((await send(ofSize(MOST_BYTES)).expect(200)).body).toBe(MOST_BYTES)
  await send(ofSize(MOST_BYTES + 1)).expect(413)
})
