import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { askPort } from '../../gateway/gateway.fixture.ts'
import { sendToTls } from './send-to-tls.ts'

async function plainPort() {
  const { request } = sendToTls('https://localhost:4743')
  const server = createServer((asked, response) => void request(asked, response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port // it listens on a port
}

test('whoever comes by plain HTTP is sent to the same path with TLS, whichever host it names', async () => {
  const port = await plainPort()
  for (const path of ['/', '/profile?x=1', '//evil.test/', '/@evil.test'])
    expect(await askPort(port, path, { headers: { host: 'evil.test' } })).toMatchObject({
      status: 301,
      headers: { location: `https://localhost:4743${path}` },
    })
})

test.each(['http://evil.test/', '*'])('%s is no path, and is sent nowhere', async (target) => {
  const answer = await askPort(await plainPort(), target)
  expect(answer.status).toBe(400)
  expect(answer.headers).not.toHaveProperty('location')
})
