import type { Clock } from '#core/clock'
import { FREE_PORTS } from '#core/config/process-settings'
import { readConfig } from '#core/config/read-config'
import { letPortsHoldNothing } from '#core/http/process-hold'
import { createSandboxControl } from '../apps/sandbox/sandbox-control.ts'
import { factorySettings } from '../jwt-factory/config.ts'
import { startFactory } from '../jwt-factory/start.ts'
import { endingOnce, LONGEST_END } from './ending-once.ts'
import { createKitFace, type KitFace } from './kit-face.ts'
import { openKitFolder } from './folder/kit-folder.ts'
import { inOptions, KIT_OPTION_NAMES, kitSettings, shapingOf, type KitOptions } from './kit-options.ts'
import { connectingAnew } from './trust/connecting-anew.ts'
import { createKitTrust, type KitTrust } from './trust/kit-trust.ts'
import { refuseUnknownOptions } from './unknown-name.ts'
import { createStopSign } from './until-stopped.ts'

/** An issuer in the process of a test. `await using issuer = await startIssuer()` ends it with its block. */
export interface TestIssuerKit<
  Audience extends string = string,
  Own extends object = object,
  IsTls extends boolean = true,
>
  extends KitFace<Audience, Own>, KitTrust<IsTls>, AsyncDisposable {
  /** Ends it; nothing of it is left. A second call waits for the first. */
  stop(): Promise<void>
}

/** Meant where no audience is declared, and a token names none. */
const ANY_AUDIENCE = 'api'

const FACTORY_NAME = 'jwt-factory'

/** @throws ConfigFault for settings that do not fit, or what keeps it from starting; then nothing is left */
export async function startIssuerKit(
  options: KitOptions,
  machine: Clock,
): Promise<TestIssuerKit<string, object, boolean>> {
  refuseUnknownOptions('startIssuer', options, KIT_OPTION_NAMES)
  const { tls: isTls = true, log: write = () => {} } = options
  letPortsHoldNothing()
  const folder = openKitFolder([FACTORY_NAME], machine)
  try {
    const env = kitSettings(options, folder.path, `${isTls ? 'https' : 'http'}://localhost:0`)
    const config = readConfig(factorySettings, { ...FREE_PORTS, OPEN: '1', LOGIN: 'off', ...env })
    const factory = await startFactory({
      ...shapingOf(options),
      isIssuerAlone: true,
      isForTest: true,
      config,
      clock: machine,
      write,
      longestEnd: LONGEST_END,
      logFormat: 'json',
    })
    const stopSign = createStopSign('issuer')
    const { close, ...face } = createKitFace({
      control: createSandboxControl({ [FACTORY_NAME]: factory }, machine),
      options,
      url: factory.facts.url,
      usualAudience: options.audiences?.[0] ?? ANY_AUDIENCE,
      plainPort: factory.port,
      machine,
      stopSign,
    })
    const trust = createKitTrust(folder, isTls, stopSign)
    return endingOnce(connectingAnew(face, trust), trust, machine, async () => {
      stopSign.set()
      await Promise.all([close(), trust.closeClients()])
      await factory.close().finally(folder.remove)
    })
  } catch (error) {
    await folder.remove()
    throw inOptions(error, options)
  }
}
