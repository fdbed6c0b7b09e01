import { connect } from 'node:tls'
import express from 'express'
import { afterEach, expect, test } from 'vitest'
import { useTlsFolder } from '../../tests/support/tls-folder.ts'
import { rawRequest, sendRaw } from '../../tests/support/raw.ts'
import { systemClock } from '../clock.ts'
import { openTlsPort, type OpenTlsPort } from './listen.ts'

const { openLater } = useTlsFolder()

const opened: OpenTlsPort[] = []
afterEach(async () => void (await Promise.all(opened.splice(0).map(({ close }) => close()))))

async function openServed(slowestRequestMilliseconds?: number) {
  const tls = await openLater()
  const settings = { host: '127.0.0.1', port: 0, clock: systemClock }
  const port = await openTlsPort({ ...settings, ...(slowestRequestMilliseconds && { slowestRequestMilliseconds }) })
  opened.push(port)
  port.serve(
    express().get('/', (_request, response) => void response.json('here')),
    tls,
  )
  return { port: port.port, ca: tls.ca, renew: port.renew }
}

test('a port may have TLS alone: what speaks something else is told so, and old TLS is not spoken', async () => {
  const { port, ca } = await openServed()
  expect(await sendRaw(port, rawRequest('GET /', []), ca)).toMatchObject({ status: 200, body: '"here"' })
  expect(await sendRaw(port, rawRequest('GET /', []))).toMatchObject({ status: 400, body: expect.stringMatching(/speaks TLS/) }) // prettier-ignore
  const agreed = (maxVersion: 'TLSv1.1' | 'TLSv1.2') =>
    new Promise((resolve) => {
      const options = { host: '127.0.0.1', port, ca, servername: 'serviceb', maxVersion, minVersion: 'TLSv1' } as const
      const ciphers = 'DEFAULT@SECLEVEL=0' // the client would take it
      const socket = connect({ ...options, ciphers }, () => {
        resolve(socket.getProtocol())
        socket.destroy()
      })
      socket.on('error', () => resolve('refused'))
    })
  expect([await agreed('TLSv1.1'), await agreed('TLSv1.2')]).toEqual(['refused', 'TLSv1.2'])
})

test('without a plain port beside it, a request that is too slow is ended, too', async () => {
  const { port, ca } = await openServed(4000)
  expect(await sendRaw(port, 'GET / HTTP/1.1\r\nhost: localhost\r\nx-slow:', ca)).toMatchObject({ status: 408 })
})
