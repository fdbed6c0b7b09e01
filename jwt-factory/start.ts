import { join } from 'node:path'
import type { Clock } from '#core/clock.ts'
import { listen, type Listening } from '#core/http/listen.ts'
import { announce } from '#core/http/announce.ts'
import { openTlsIdentity } from '#core/http/tls.ts'
import { openKeyRings } from '#core/keys/key-ring.ts'
import { createLog } from '#core/log.ts'
import { createTraces } from '#core/trace/recorder.ts'
import type { FactoryConfig } from './config.ts'
import { createFactory } from './factory.ts'

const name = 'jwt-factory'

/** The services that find a key ring of their own from the start. */
const FIRST_KEY_IDS = ['servicea', 'serviceb', 'servicec']

export interface FactoryStart {
  config: FactoryConfig
  clock: Clock
  logFormat: 'pretty' | 'json'
  write: (line: string) => void
}

/** Opens what the factory needs, makes what is missing, and listens. */
export async function startFactory({ config, clock, logFormat, write }: FactoryStart): Promise<Listening> {
  const log = createLog({ name, level: config.logLevel, format: logFormat, clock, write })
  const [tls, rings] = await Promise.all([
    openTlsIdentity(join(config.keysFolder, 'tls'), name, clock),
    openKeyRings({
      folder: join(config.keysFolder, name),
      firstKeyIds: FIRST_KEY_IDS,
      algorithm: config.algorithm,
      keepSeconds: config.tokenLifetimeSeconds + config.leewaySeconds,
      clock,
    }),
  ])
  for (const { file, why } of rings.leftAlone) log.warn({ file, why }, 'key-file-left-alone')
  const factory = createFactory({ name, config, rings, clock, log, traces: createTraces(name, clock) })
  const listening = await listen(factory, { ...config, tls })
  announce(log, config.host, listening)
  return listening
}
