import { once } from 'node:events'
import { request as ask, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { expect, onTestFinished, test } from 'vitest'
import { jsonBody } from './input.ts'
import request from '../../tests/support/request.ts'

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

test('a body has one type: which of two counts, readers disagree about', async () => {
  const server = app.listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // it listens
  const statusOf = async (types: string[]) => {
    const headers = [...types.flatMap((type) => ['content-type', type]), 'content-length', '2', 'host', 'localhost']
    const asked = ask({ port, method: 'POST', headers }).end('{}')
    const [answer] = (await once(asked, 'response')) as [IncomingMessage] // by the documentation of node:http
    return answer.resume().statusCode
  }
  expect(await statusOf(['application/json'])).toBe(200)
  for (const second of ['application/json', 'application/x-www-form-urlencoded'])
    expect(await statusOf(['application/json', second])).toBe(400)
})
