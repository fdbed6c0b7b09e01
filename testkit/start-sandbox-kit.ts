import type { Clock } from '#core/clock'
import { GUEST_ROLES, isGuestRole } from '#core/config/guest-services'
import { CONTROLLED_NAMES, entryForEach, type ControlledName } from '#core/config/processes'
import { letPortsHoldNothing } from '#core/http/process-hold'
import { loadScenarios } from '#scenarios'
import { startInProcess, type Sandbox } from '../apps/sandbox/in-process.ts'
import { openCast, type OpenCast } from './cast/open-cast.ts'
import type { OwnCast } from './cast/own-service.ts'
import { endingOnce, LONGEST_END } from './ending-once.ts'
import { createKitFace, type KitFace } from './kit-face.ts'
import { openKitFolder } from './folder/kit-folder.ts'
import { inOptions, KIT_OPTION_NAMES, kitSettings, shapingOf, type KitOptions } from './kit-options.ts'
import { createKitPlay, type KitPlay } from './kit-play.ts'
import { createStoryTeller, tellsStories } from './running-kits.ts'
import { connectingAnew } from './trust/connecting-anew.ts'
import { createKitTrust, type KitTrust } from './trust/kit-trust.ts'
import { refuseUnknownOptions } from './unknown-name.ts'
import { createStopSign } from './until-stopped.ts'

/** A whole sandbox in the process of a test. `await using sandbox = await startSandbox()` ends it with its block. */
export interface TestSandboxKit<Audience extends string = string, Own extends object = object>
  extends KitFace<Audience, Own>, KitTrust, AsyncDisposable {
  /** Where its processes are called: by https, for they take tokens over TLS alone; with `tls: false` the factory by http. */
  readonly urls: Readonly<Record<ControlledName, string>>
  /** Plays a scenario: `await sandbox.play(5, { variant: 'wrong-audience' })`. */
  readonly play: KitPlay
  /** Ends it; nothing of it is left. A second call waits for the first. */
  stop(): Promise<void>
}

/** Meant where a token names none: the service that most scenarios call. */
const USUAL_CALLEE = 'serviceb'

/** @throws ConfigFault for settings that do not fit, or what keeps a process from starting; then nothing is left */
export async function startSandboxKit(options: KitOptions & OwnCast, machine: Clock): Promise<TestSandboxKit> {
  refuseUnknownOptions('startSandbox', options, [...GUEST_ROLES, ...KIT_OPTION_NAMES])
  const { tls: isTls = true, log: write = () => {} } = options
  letPortsHoldNothing()
  const folder = openKitFolder(CONTROLLED_NAMES, machine)
  let sandbox: Sandbox | undefined
  let cast: OpenCast | undefined
  try {
    cast = await openCast({ cast: options, folder: folder.path, isTls, clock: machine, write })
    const env = { ...kitSettings(options, folder.path, `${isTls ? 'https' : 'http'}://localhost:0`), ...cast.settings }
    const scenarios = await loadScenarios()
    sandbox = await startInProcess({
      keysFolder: folder.path,
      scenarios,
      clock: machine,
      write,
      env,
      shaping: shapingOf(options),
      longestEnd: LONGEST_END,
      isForTest: true,
    })
    const { processes, close: closeSandbox } = sandbox
    const stopSign = createStopSign('sandbox')
    const { close, ...face } = createKitFace({
      control: sandbox,
      options,
      url: processes['jwt-factory'].facts.url,
      usualAudience: options.audiences?.[0] ?? USUAL_CALLEE,
      plainPort: processes['jwt-factory'].port,
      machine,
      stopSign,
    })
    const { close: closeCast, urls: ownUrls } = cast
    const urls = entryForEach(CONTROLLED_NAMES, (name) => {
      const own = isGuestRole(name) ? ownUrls[name] : undefined
      if (own !== undefined) return own
      const { port, tlsPort } = processes[name]
      return name === 'jwt-factory' && !isTls ? `http://localhost:${port}` : `https://localhost:${tlsPort}`
    })
    await cast.begin({ issuer: face.url, jwksUri: face.jwksUri, caFile: isTls ? folder.caFile : undefined })
    const play = createKitPlay({ scenarios, portOf: (name) => processes[name].port, machine })
    const trust = createKitTrust(folder, true, stopSign)
    const ours = CONTROLLED_NAMES.filter((name) => Object.hasOwn(processes, name))
    const ports = entryForEach(ours, (name) => processes[name].port)
    const tellNoMore = tellsStories(createStoryTeller(ports, machine))
    const told = connectingAnew(face, trust)
    return endingOnce({ ...told, urls, play: stopSign.guard(play) as KitPlay }, trust, machine, async () => {
      // its numbers are typed
      stopSign.set()
      tellNoMore()
      await Promise.all([close(), trust.closeClients()])
      await Promise.all([closeCast(), closeSandbox()]).finally(folder.remove)
    })
  } catch (error) {
    await Promise.all([cast?.close(), sandbox?.close()])
    await folder.remove()
    throw inOptions(error, options)
  }
}
