import { join } from 'node:path'
import { startChild } from '../../../apps/sandbox/child.ts'
import type { MeasuredProcess } from '../measured-process.ts'
import { makeSidecarKeys } from './tokens.ts'

export const SIDECAR_LABELS = [
  'plain-hello',
  'plain-proxy',
  'plain-signing',
  'plain-forwarder',
  'signer',
  'verifier',
  'gateway',
  'relay',
] as const
export type SidecarLabel = (typeof SIDECAR_LABELS)[number]

/** Starts the sidecars, a gateway and a relay, a hello that they lead to, and a bare proxy beside them, on free ports. */
export async function startSidecarProcesses(
  folder: string,
): Promise<{ processes: Record<SidecarLabel, MeasuredProcess>; stop: () => Promise<void> }> {
  const keysFolder = join(folder, 'sidecar-keys')
  await makeSidecarKeys(keysFolder)
  const stops: (() => Promise<void>)[] = []
  const stop = async () => void (await Promise.all(stops.map((stopOne) => stopOne())))
  const start = async (name: SidecarLabel, hello = ''): Promise<MeasuredProcess> => {
    let doors: Record<string, string> | undefined
    const env = { HELLO_URL: hello, SIDECAR_KEYS: keysFolder }
    const child = await startChild(['tests/bench/sidecars/main.ts', name], folder, env, (event) => {
      if ('doors' in event) doors = event.doors as Record<string, string> // as its main.ts says it
    })
    stops.push(child.stop)
    return { ...child, keysFolder, ca: '', certifiedName: 'localhost', ...(doors && { doors }) }
  }
  try {
    const hello = await start('plain-hello')
    const [proxy, signing, forwarder, signer, verifier, gateway, relay] = await Promise.all([
      start('plain-proxy', hello.url),
      start('plain-signing', hello.url),
      start('plain-forwarder', hello.url),
      start('signer', hello.url),
      start('verifier', hello.url),
      start('gateway', hello.url),
      start('relay', hello.url),
    ])
    return {
      processes: {
        'plain-hello': hello,
        'plain-proxy': proxy,
        'plain-signing': signing,
        'plain-forwarder': forwarder,
        signer,
        verifier,
        gateway,
        relay,
      },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}
