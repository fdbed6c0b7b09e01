import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import express from 'express'
import { systemClock } from '#core/clock'
import { openTlsIdentity } from '#core/http/tls'
import { endWithParent } from '#core/process/lifecycle'

/** The least that a server can do over TLS, with the platform alone and with Express as it comes out of the box. */
const HELLOS = {
  'hello-node': () => createServer(identity, (_request, response) => response.end('hello')),
  'hello-express': () => {
    const app = express()
    app.get('/', (_request, response) => void response.send('hello'))
    app.post('/', express.json(), (_request, response) => void response.send('hello'))
    return createServer(identity, app)
  },
}

const name = process.argv[2] as keyof typeof HELLOS // the bench passes one of the two
const identity = await openTlsIdentity(join(process.env['KEYS_FOLDER'] ?? 'keys', 'tls'), name, systemClock)
endWithParent(process, systemClock)
const server = HELLOS[name]().listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo // a TCP server that listens
  console.log(JSON.stringify({ msg: 'listening', tlsPort: port }))
})
