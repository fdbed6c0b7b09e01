import { trustLines } from '../../apps/keygen/trust-lines.ts'
import type { KitFolder } from '../folder/kit-folder.ts'
import type { StopSign } from '../until-stopped.ts'
import { trustAuthorityHere } from './trust-here.ts'
import { createKitClients, type KitClients } from './kit-clients.ts'

/** How programs are made to trust the authority of a sandbox. */
export interface KitTrust<IsTls extends boolean = true> extends Omit<KitClients, 'closeClients' | 'connectAnew'> {
  /** PEM; undefined where it speaks plain HTTP. */
  readonly ca: IsTls extends true ? string : undefined
  /** The same as a file, which is gone when the sandbox ends. */
  readonly caFile: IsTls extends true ? string : undefined
  /**
   * All of this process trusts it until that is taken back, at the latest by `stop`: the global `fetch`, and a service under test that runs here.
   * @throws Error on a Node that cannot be told (before 22.19 and 24.5)
   */
  trustHere(): Disposable
  /** Lines for a shell, to be pasted as they stand, in which a program of that runtime is started; empty for plain HTTP. */
  readonly environment: Readonly<Record<KitRuntime, string>>
}

export type KitRuntime = 'node' | 'java' | 'python' | 'go' | 'curl'

const KIT_RUNTIMES: readonly KitRuntime[] = ['node', 'java', 'python', 'go', 'curl']

export function createKitTrust<IsTls extends boolean>(
  { ca, caFile }: KitFolder,
  isTls: IsTls,
  stopSign: StopSign,
): KitTrust<IsTls> & KitClients {
  const lines = (runtime: KitRuntime) => (isTls ? trustLines(caFile, runtime).join('\n') : '')
  let trusted: Disposable | undefined
  const said = {
    ca: isTls ? ca : undefined,
    caFile: isTls ? caFile : undefined,
    trustHere: () => (stopSign.refuse(), (trusted = trustAuthorityHere(isTls ? ca : undefined))),
    environment: Object.fromEntries(KIT_RUNTIMES.map((each) => [each, lines(each)])) as KitTrust['environment'], // each of them
  }
  const clients = createKitClients(isTls ? ca : undefined, stopSign)
  const closeClients = () => (trusted?.[Symbol.dispose](), clients.closeClients())
  const descriptors = { ...Object.getOwnPropertyDescriptors(clients), closeClients: { value: closeClients } }
  return Object.defineProperties(said, descriptors) as KitTrust<IsTls> & KitClients // what that makes of both
}
