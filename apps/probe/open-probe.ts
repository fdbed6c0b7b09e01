import type { Clock } from '#core/clock'
import { portsOf } from '#core/config/process-settings'
import { PROCESS_NAMES } from '#core/config/processes'
import type { Config } from '#core/config/setting'
import type { Sender } from './answer.ts'
import { createHiding } from './create-hiding.ts'
import type { probeSettings } from './config.ts'
import { discoverFirst } from './discover/discover-first.ts'
import { findEnabledAlgorithms, withAlgorithms } from './enabled-algorithms.ts'
import { beginControls, type ControlParts } from './engine/controls.ts'
import type { CurlOf } from './engine/result.ts'
import { pacedSender } from './engine/pace.ts'
import type { IssuerSide } from './issuer-side.ts'
import { addGatewayCredential } from './issuer/gateway-credential.ts'
import { openIssuerSide, type SideParts } from './open-side.ts'
import { knownParty } from './own-party.ts'
import { openTarget } from './open-target.ts'
import type { ProbeOptions } from './options.ts'
import { sayPastedToken } from './pasted-token.ts'
import { curlLines } from './repeat-finding.ts'
import { guardFactory } from './issuer/guard-factory.ts'
import type { ServedIssuer } from './issuer/served-side.ts'
import { openSender } from './target/open-sender.ts'
import { ownSecrets } from './target/own-secrets.ts'
import { untilKeysAreRead, untilTargetIsThere } from './wait-for-target.ts'

/** The way to a target and the side of its issuer, for a run. */
export interface OpenedProbe {
  readonly parts: ControlParts & {
    readonly sender: Sender
    readonly issuerSide: IssuerSide
    readonly clock: Clock
    readonly target: { readonly url: string; readonly method: string; readonly tokenMember?: string }
    readonly curlOf?: CurlOf
    /** That signs, where several sign for one issuer, as it was said or found out. */
    readonly ring?: string
  }
  /** Takes back what was set at the issuer, and ends the connections. Never throws. */
  close(): Promise<void>
}

/**
 * Opens what a run needs. Where nobody said which algorithms the target has enabled, a good token of each finds out.
 * @throws UsageFault, TargetRefused, CannotProbe, or an Error that says what lacks; then nothing is left
 */
export async function openProbe(
  given: ProbeOptions,
  parts: {
    config: Config<typeof probeSettings>
    clock: Clock
    folder: string
    tell?: (line: string) => void
    /** Rejects when the person wants no more of it: then a target that is not there is not waited for. */
    interrupted?: Promise<never>
    /** No case is run: another run may be at work meanwhile. */
    isLookingOn?: boolean
  },
): Promise<OpenedProbe> {
  const { config, clock, folder, tell = () => {}, interrupted, isLookingOn = false } = parts
  await guardFactory(given)
  const asked = await openTarget(given, { folder, keysFolder: config.keysFolder })
  const pasted = sayPastedToken(given, asked.token)
  if (pasted !== undefined) tell(pasted)
  const party = asked.token === undefined ? knownParty(given, asked.target.url, config) : undefined
  const options = party?.options ?? given
  const added = party?.headers ?? []
  const extraHeaders = [...asked.target.extraHeaders, ...added]
  const addedHeaders = new Set(added.map(([name]) => name.toLowerCase()))
  const opened = { ...asked, target: { ...asked.target, ...party?.asked, extraHeaders, addedHeaders } }
  const sender = openSender(opened.target, clock)
  let side: IssuerSide | undefined
  let credential: Awaited<ReturnType<typeof credentialOfRun>> | undefined
  const close = async () => {
    await credential?.take()
    await side?.close()
    await sender.close()
  }
  try {
    const { url, method, tokenMember } = opened.target
    const waiting = { sender, clock, url: url.href, tell, ...(interrupted && { interrupted }) }
    const untilThere = options.make ? {} : { untilThere: (served: ServedIssuer) => untilTargetIsThere(served, waiting) }
    let setting: NonNullable<SideParts['setting']> = options.isDiscovering ? 'find out' : 'tell'
    const openSide = (known: ProbeOptions) => {
      const opening = openIssuerSide(known, {
        config,
        clock,
        folder,
        tell,
        setting,
        isLookingOn,
        ...untilThere,
        ...opened,
      })
      setting = 'told'
      return opening
    }
    const marker = options.marker && { marker: options.marker }
    const known = options.isDiscovering
      ? await discoverFirst(options, { sender, clock, url, openSide, tell, ...marker })
      : options
    side = await openSide(known)
    const hiding = createHiding(side.world().given, secretsOfTarget(asked.target, side))
    const atTarget = {
      sender,
      clock,
      target: { url: url.href, method, ...(tokenMember !== undefined && { tokenMember }) },
      hiding,
      ...marker,
    }
    if (options.make) return { parts: { ...atTarget, issuerSide: side }, close }
    if (party?.wantsCredential === true && !isLookingOn)
      credential = await credentialOfRun(options, { config, clock, url, tell })
    const paced = { ...waiting, ...marker, sender: pacedSender(sender, known.rate, clock) }
    const first = await untilKeysAreRead({ ...paced, side, isServed: known.issuer.kind === 'served' })
    const run = { ...atTarget, tried: first.tried }
    const issuerSide = await knownAlgorithms(first.side, known, run)
    const { algorithms } = issuerSide.world().target
    const { keysFolder } = config
    const isTokenPasted = !issuerSide.world().issuer && known.issuer.kind === 'factory'
    const written = { options: known, target: opened.target, algorithms, folder, keysFolder, isTokenPasted }
    const curlOf = curlLines({ ...written, ...(credential && { around: credential.around }) })
    const { ring } = known.expected
    return { parts: { ...run, issuerSide, ...(curlOf && { curlOf }), ...(ring !== undefined && { ring }) }, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** What we add for a party of ours is no secret, nor is a name that everybody knows; what renews a token is one. */
function secretsOfTarget(target: Parameters<typeof ownSecrets>[0], side: IssuerSide): string[] {
  const plain = new Set<string>([...PROCESS_NAMES, side.world().target.audience])
  return [...ownSecrets(target).filter((each) => !plain.has(each)), side.world().renewal ?? '']
}

function credentialOfRun(
  { expected: { ring = '', issuer = '' } }: ProbeOptions,
  {
    config,
    clock,
    url,
    tell,
  }: { config: Config<typeof probeSettings>; clock: Clock; url: URL; tell: (line: string) => void },
) {
  const factory = new URL(`http://localhost:${portsOf(config).plain['jwt-factory']}`)
  return addGatewayCredential({ gateway: url, factory, ring, issuer, clock, tell })
}

async function knownAlgorithms(
  side: IssuerSide,
  { expected, rate }: ProbeOptions,
  { clock, ...parts }: Omit<ControlParts, 'issuerSide'> & { clock: Clock },
): Promise<IssuerSide> {
  if (expected.algorithms || !side.world().issuer) return side
  const sender = pacedSender(parts.sender, rate, clock)
  const { yardstick } = await beginControls({ ...parts, sender, issuerSide: side })
  return withAlgorithms(side, await findEnabledAlgorithms(side, sender, yardstick))
}
