import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { chmod, copyFile, mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { LoneFactory } from './lone-factory.ts'
import { freePorts } from './ports.ts'
import { PROJECT } from './project-files.ts'
import { sendRaw, type RawAnswer } from './raw.ts'
import { caFile } from './trusting.ts'
import { until } from './until.ts'

/** A gateway that we did not write, as examples/gateways has it. */
export interface GatewayProgram {
  /** Sends these header lines. */
  ask(fields: readonly string[]): Promise<RawAnswer>
  /** What came through to the service, since it was asked last. */
  seen: IncomingHttpHeaders[]
  /** Where its keys are. */
  folder: string
  /** As whoever runs it does when a key has changed; undefined where nobody has to. */
  renew?: () => Promise<void>
  close(): Promise<void>
}

export const GATEWAY_PROGRAMS = {
  haproxy: { title: 'HAProxy', packages: ['haproxy'], open: openHaproxy },
  apache: {
    title: 'Apache with mod_auth_openidc',
    packages: ['apache2-bin', 'libapache2-mod-auth-openidc'],
    open: openApache,
  },
} as const

export type GatewayName = keyof typeof GATEWAY_PROGRAMS

export const GATEWAY_NAMES = Object.keys(GATEWAY_PROGRAMS) as GatewayName[] // Object.keys forgets the literal type

const EXAMPLES = join(PROJECT, 'examples/gateways')

/** In front of a service that says what it was told. */
async function openBehind(factory: LoneFactory, start: (place: Place) => Promise<ChildProcess>) {
  const seen: IncomingHttpHeaders[] = []
  const service = createServer((request, response) => {
    seen.push(request.headers)
    response.end('the service')
  })
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve))
  const folder = await mkdtemp(join(tmpdir(), 'jwt-sandbox-gateway-'))
  await chmod(folder, 0o755) // its user is another one, where root starts it
  await copyFile(caFile(factory.keysFolder), join(folder, 'ca.pem'))
  const [port = 0] = await freePorts(1)
  const upstream = `127.0.0.1:${(service.address() as AddressInfo).port}` // a TCP server that listens
  const child = await start({ port, folder, upstream })
  const ask = (fields: readonly string[]) => {
    const lines = ['GET /echo HTTP/1.1', 'Host: localhost', ...fields, 'Connection: close']
    return sendRaw(port, `${lines.join('\r\n')}\r\n\r\n`)
  }
  await until('it to listen', async () => {
    if (child.exitCode !== null) throw new Error(`it has ended with ${child.exitCode}`)
    return (await ask([])).status !== 0
  })
  return {
    ask,
    seen,
    child,
    folder,
    async close() {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await ended
      await new Promise((resolve) => void service.close(resolve))
      await rm(folder, { recursive: true })
    },
  }
}

interface Place {
  port: number
  folder: string
  upstream: string
}

const inherit = { stdio: ['ignore', 'ignore', 'inherit'] as ['ignore', 'ignore', 'inherit'] }

async function openHaproxy(factory: LoneFactory): Promise<GatewayProgram> {
  const writeKeys = (folder: string) =>
    promisify(execFile)(process.execPath, [join(EXAMPLES, 'write-keys.mjs'), factory.urlOf('/jwks'), folder], {
      env: { NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') },
    })
  const { child, folder, ...rest } = await openBehind(factory, async ({ port, folder, upstream }) => {
    await writeKeys(folder)
    const env = { GATEWAY_PORT: String(port), UPSTREAM: upstream, ISSUER: factory.urlOf(''), ISSUER_KEYS: folder }
    return spawn('/usr/sbin/haproxy', ['-W', '-db', '-f', join(EXAMPLES, 'haproxy.cfg')], { env, ...inherit })
  })
  return {
    ...rest,
    folder,
    async renew() {
      await writeKeys(folder)
      child.kill('SIGUSR2')
    },
  }
}

async function openApache(factory: LoneFactory): Promise<GatewayProgram> {
  return openBehind(factory, async ({ port, folder, upstream }) => {
    const defined = {
      GATEWAY_PORT: port,
      UPSTREAM: `http://${upstream}`,
      ISSUER: factory.urlOf(''),
      FOLDER: folder,
      CA: join(folder, 'ca.pem'),
    }
    const words = Object.entries(defined).flatMap(([name, value]) => ['-C', `Define ${name} ${value}`])
    const all = ['-D', 'FOREGROUND', ...words, '-f', join(EXAMPLES, 'apache.conf')]
    return spawn('/usr/sbin/apache2', all, inherit)
  })
}
