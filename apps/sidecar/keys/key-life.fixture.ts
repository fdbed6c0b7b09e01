import { startKeyLife, type KeyLifeParts } from './key-life.ts'
import type { MadeKey } from './made-key.ts'
import { registryCalls } from './registry-calls.ts'
import { registryStub, type RegistryStub } from './registry-stub.fixture.ts'
import { sleepyClock, type SleepyClock } from './sleepy-clock.fixture.ts'

const START = Date.parse('2026-11-22T12:00:00Z')
export const HOUR = 3_600_000

interface LifeOptions {
  kept?: MadeKey
  keptNext?: MadeKey
  isMoved?: () => boolean
  clock?: SleepyClock
  registry?: RegistryStub
  rotateEvery?: number
  grace?: number
  algorithm?: KeyLifeParts['algorithm']
}

/** A signer's key, a registry, and a clock that the test moves. */
export function openLife(options: LifeOptions = {}) {
  const { clock = sleepyClock(START), rotateEvery = 12 * HOUR, algorithm = 'ES256', kept, grace } = options
  const registry = options.registry ?? registryStub(clock)
  const events: string[] = []
  const written: MadeKey[] = []
  /** What a process that is killed finds again: the last one. */
  const nextKeys: (MadeKey | undefined)[] = []
  const tell = (_fields: object, event: string) => void events.push(event)
  const calls = { client: registry.client, issuer: 'svc', expirationTime: 300_000, maxSkew: 60_000, rotateEvery, clock }
  const life = startKeyLife({
    algorithm,
    rotateEvery,
    kept,
    keptNext: options.keptNext,
    ...(options.isMoved && { isMoved: options.isMoved }),
    clock,
    log: { info: tell, warn: tell },
    random: () => 0.5,
    file: { write: async (key) => (written.push(key), true), writeNext: async (key) => void nextKeys.push(key) },
    registry: (signal) => registryCalls({ ...calls, ...(signal && { signal }), ...(grace !== undefined && { grace }) }),
  })
  const lines = () => registry.calls.map(({ line, status }) => `${line.split(' ')[0]} ${status}`)
  /** Moves the clock on as far as the life wants to sleep. */
  const nextStep = async () => {
    clock.advance({ milliseconds: clock.waits.at(-1) ?? 0 })
    await clock.asleep()
  }
  const signingKid = () => {
    try {
      return life.current().kid
    } catch {
      return undefined
    }
  }
  return { life, clock, registry, events, written, nextKeys, lines, nextStep, signingKid }
}
