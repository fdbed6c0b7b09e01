import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { expect, onTestFinished, test } from 'vitest'
import { openBefore } from './open-before.ts'

test('who has gone while the provider was opened gets nothing done, and uses nothing up', async () => {
  const opening = Promise.withResolvers<void>()
  const gone = Promise.withResolvers<void>()
  const done: string[] = []
  const app = express()
  app.use((_request, response, next) => {
    response.once('close', gone.resolve)
    next()
  })
  app.use(openBefore(() => opening.promise))
  app.use(({ url }, response) => {
    done.push(url)
    response.end()
  })
  const server = createServer(app).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // it listens on a port
  const send = (path: string) =>
    request({ host: '127.0.0.1', port, path, agent: false })
      .on('error', () => {})
      .end()

  const impatient = send('/impatient')
  await once(server, 'request')
  impatient.destroy()
  await gone.promise
  const patient = send('/patient')
  await once(server, 'request')
  opening.resolve()
  await once(patient, 'response')
  expect(done).toEqual(['/patient'])
})
