import { generateKeyPairSync } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { systemClock } from '#core/clock'
import { createLog } from '#core/log'
import { createTraces } from '#core/trace/recorder'
import { readSidecarConfig } from '../../apps/sidecar/config/read-sidecar-config.ts'
import { startSidecars, type StartedSidecars } from '../../apps/sidecar/start.ts'
import { start, testFolder, type Running } from './processes.ts'
import { until } from './until.ts'

/** How a jwtproxy is started: the real one, or something that stands in for it. */
export interface JwtproxyProgram {
  program: string
  words: readonly string[]
  /** It is ours, in the dialect of the original: what only the real one does is left out. */
  isStandIn: boolean
}

/** A folder with the keys of `service-a`: `a.key` as the original wants it (PKCS#1), and `a.pub`. */
export async function keyFolder(): Promise<string> {
  const folder = await testFolder()
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  await writeFile(join(folder, 'a.key'), privateKey.export({ type: 'pkcs1', format: 'pem' }))
  await writeFile(join(folder, 'a.pub'), publicKey.export({ type: 'spki', format: 'pem' }))
  return folder
}

/** Runs a jwtproxy in a folder until the test ends. Resolves once it listens at all of these ports. */
export async function runJwtproxy(
  { program, words }: JwtproxyProgram,
  folder: string,
  yaml: string,
  ports: readonly number[],
): Promise<Running> {
  const file = join(folder, `jwtproxy-${ports.join('-')}.yaml`)
  await writeFile(file, yaml)
  const running = start(program, [...words, '-config', file], {}, folder)
  for (const port of ports) {
    await until(`port ${port} of jwtproxy`, async () => {
      if (running.code() !== undefined) throw new Error(`jwtproxy has ended: ${running.output()}`)
      return listensAt(port)
    })
  }
  return running
}

const listensAt = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })

/** Our proxies of a configuration, in this process, until the test ends. */
export async function runOurs(folder: string, yaml: string): Promise<StartedSidecars> {
  const config = readSidecarConfig(yaml, 'ours.yaml', { folder })
  const log = createLog({ name: 'sidecars', level: 'silent', format: 'json', clock: systemClock, write: () => {} })
  const started = await startSidecars(config, {
    clock: systemClock,
    machine: systemClock,
    log,
    traces: createTraces('sidecar', systemClock),
    host: 'localhost',
    nameOf: (address) => address,
  })
  onTestFinished(() => started.close())
  return started
}
