import type { RequestListener } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { systemClock } from '#core/clock'
import { openTlsIdentity } from '#core/http/tls'
import { endWithParent } from '#core/process/lifecycle'
import { bareCallee, bareCaller, bareFactory } from './chain.ts'
import { barePassThrough, forwardedPassThrough } from './pass-through.ts'

const { env, argv } = process
const name = argv[2] as keyof typeof BARE // the bench passes one of them
const tls = await openTlsIdentity(join(env['KEYS_FOLDER'] ?? 'keys', 'tls'), name, systemClock)
const at = (variable: string, certifiedName: string) => ({ url: env[variable] ?? '', ca: tls.ca, certifiedName })

/** The least that a server can do over TLS, and the least that a chain of them can. */
const BARE = {
  'hello-node': (): RequestListener => (_request, response) => void response.end('hello'),
  'bare-factory': bareFactory,
  'bare-a': () =>
    bareCaller({
      factory: at('FACTORY_URL', 'bare-factory'),
      callees: [at('SERVICEB_URL', 'bare-b'), at('SERVICEC_URL', 'bare-c')],
    }),
  'bare-b': () => bareCallee(at('FACTORY_URL', 'bare-factory')),
  'bare-c': () => bareCallee(at('FACTORY_URL', 'bare-factory')),
  'bare-proxy': () => barePassThrough(at('SERVICEB_URL', 'hello-node')),
  'forward-proxy': () => forwardedPassThrough(at('SERVICEB_URL', 'hello-node')),
}

endWithParent(process, systemClock)
const server = createServer(tls, BARE[name]()).listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo // a TCP server that listens
  console.log(JSON.stringify({ msg: 'listening', tlsPort: port }))
})
