import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '#core/clock'
import { addressesOf, listenAt, portOf } from '#core/http/loopback'
import { createServer } from '#core/http/node-http'
import { createLog } from '#core/log'
import { createTraces } from '#core/trace/recorder'
import { startChildren } from '../../sandbox/child.ts'
import { readSidecarConfig } from '../../sidecar/config/read-sidecar-config.ts'
import { openSigner, type OpenSigner } from '../../sidecar/signer/open-signer.ts'
import { openVerifier } from '../../sidecar/verifier/open-verifier.ts'
import { caOf } from '../issuer-keys.ts'
import { openLongWay } from './long-way.ts'
import { pairFile } from './pair-file.ts'

/** A signer, a long way, a verifier and a plain service behind it; the registry of a factory has the keys. */
export interface SidecarPair {
  signer: {
    /** A new key now. @throws Error when the registry does not take it at once; it is tried again */
    rotate(): Promise<void>
    /** Of the key that signs. */
    keyId(): unknown
  }
  signerPort: number
  /** What is asked for by way of the signer. */
  address: string
  stop(): Promise<void>
}

/** How long the way from the signer to the verifier takes. Milliseconds. */
export const LONG_WAY = 50

/** So long the first key may take. Milliseconds. */
const FIRST_KEY_OF_PAIR = 60_000

/**
 * Starts a factory as a process of its own, on free ports, and both sidecars here: so the drill knows when a key is changed.
 * @param graceSeconds REGISTRY_GRACE; undefined leaves it to the factory
 * @throws Error when the factory does not start, or its registry does not take the first key
 */
export async function startPair(folder: string, graceSeconds: number | undefined, clock: Clock): Promise<SidecarPair> {
  const stops: (() => unknown)[] = []
  const stop = async () => {
    for (const each of stops.toReversed()) await each()
  }
  try {
    const keysFolder = join(folder, 'keys')
    const { children, stop: stopFactory } = await startChildren(['jwt-factory'], folder, {
      KEYS_FOLDER: keysFolder,
      ...(graceSeconds !== undefined && { REGISTRY_GRACE: String(graceSeconds) }),
    })
    stops.push(stopFactory)
    const service = await openPlainService()
    stops.push(service.close)
    const way = await openLongWay(LONG_WAY, clock)
    stops.push(way.close)
    const address = `http://localhost:${way.port}`
    const keyFolder = join(folder, 'signer')
    await mkdir(keyFolder, { recursive: true })
    const { signer: signs, verifiers } = readSidecarConfig(
      pairFile({
        address,
        upstream: service.address,
        registry: `${children['jwt-factory'].url}/registry`,
        ca: caOf(keysFolder),
        keyFolder,
      }),
      'sidecars.yaml',
      { folder },
    )
    const [verifies] = verifiers
    if (!signs || !verifies) throw new Error('the configuration of the drill lacks a sidecar')
    const log = createLog({ name: 'drill', level: 'silent', format: 'json', clock, write: () => {} })
    const shared = {
      clock,
      machine: clock,
      log,
      host: 'localhost',
      nameOf: byAddress,
      traces: createTraces('drill', clock),
    }
    const verifier = await openVerifier(verifies, shared)
    stops.push(verifier.close)
    way.leadTo(verifier.port ?? 0)
    const signer = await openSigner(signs, shared)
    stops.push(signer.close)
    await firstKey(signer, clock)
    return {
      signer: { rotate: signer.rotate, keyId: () => signingKeyId(signer) },
      signerPort: signer.port ?? 0,
      address,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

const byAddress = (address: string) => address

async function openPlainService() {
  const server = createServer((_request, response) => void response.end('well'))
  const twins = await listenAt(server, addressesOf('127.0.0.1'), 0, {})
  return {
    address: `http://127.0.0.1:${portOf(server)}`,
    async close() {
      server.closeAllConnections()
      await Promise.all([server, ...twins].map((each) => new Promise((resolve) => void each.close(resolve))))
    },
  }
}

async function firstKey(signer: OpenSigner, clock: Clock): Promise<void> {
  const inTime = new AbortController()
  const late = clock.delay(FIRST_KEY_OF_PAIR, inTime.signal).then(
    () => Promise.reject(new Error('The registry did not take the first key of the signer within a minute.')),
    () => {}, // it is there
  )
  await Promise.race([signer.ready(), late])
  inTime.abort()
}

function signingKeyId(signer: OpenSigner): unknown {
  const { key } = signer.state().detail as { key: { active?: { kid: string } } } // as a signer tells it at /healthz
  return key.active?.kid
}
