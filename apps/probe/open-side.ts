import { join } from 'node:path'
import type { AttackNeed, AttackTarget } from '#attacks'
import type { Clock } from '#core/clock'
import { portsOf } from '#core/config/process-settings'
import type { Config } from '#core/config/setting'
import { makePrivateFolder } from '#core/files/private-file'
import { UsageFault } from '#core/process/command-line'
import { ALL_ALGORITHMS } from '#core/token/algorithms'
import type { probeSettings } from './config.ts'
import { describedTarget, ofToken, USUAL_LEEWAY } from './described-target.ts'
import type { IssuerSide } from './issuer-side.ts'
import { openBlackBoxSide } from './issuer/black-box-side.ts'
import { openFactorySide, type FactorySideOptions } from './issuer/factory-side.ts'
import { openFactoryAlone } from './issuer/open-factory-alone.ts'
import { openServedSide, sayServed, servedIssuerUrl, type ServedIssuer } from './issuer/served-side.ts'
import { withKeyServer } from './issuer/key-server.ts'
import { targetControlUrl } from './issuer/target-control.ts'
import type { ProbeOptions } from './options.ts'
import { partyControlUrl } from './own-party.ts'
import { isOurService, ownName, ownService } from './own-service.ts'
import { PARTY_OF_DIALECT } from './party-of-dialect.ts'
import { readProbeFile } from './read-probe-file.ts'
import { openSender } from './target/open-sender.ts'
import { AUTHORIZATION, type ProbeTarget } from './target/probe-target.ts'
import { guardTarget } from './target/guard-target.ts'
import type { Sender } from './answer.ts'
import { withoutKeySet } from './without-key-set.ts'

export interface SideParts {
  readonly config: Config<typeof probeSettings>
  readonly clock: Clock
  readonly target: ProbeTarget
  /** A good token that stood in a pasted command. */
  readonly token?: string
  readonly folder: string
  readonly tell?: (text: string) => void
  /** What has to be set in the target for an issuer or a key server of the run: it is told, but for what is found out later, or was told. */
  readonly setting?: 'tell' | 'find out' | 'told'
  /** Another run may be at work meanwhile: nothing is published, and no clock is moved. */
  readonly isLookingOn?: boolean
  /** Waits until the target is there, which may be started only when it is known what to set in it. @throws Error when it does not come */
  readonly untilThere?: (issuer: ServedIssuer) => Promise<void>
}

/** A token in a file is one line. Bytes. */
const LARGEST_TOKEN = 100_000

/** Opens the side of the issuer that the person chose. @throws UsageFault; Error that says what lacks */
export async function openIssuerSide(given: ProbeOptions, parts: SideParts): Promise<IssuerSide> {
  const token = await goodToken(given, parts)
  const options = token === undefined ? await withOwnService(given, parts) : given
  const opened = await withKeys(await openChosenSide(options, token, parts), options, parts)
  const side =
    options.expected.dialect === undefined ? opened : { ...opened, party: PARTY_OF_DIALECT[options.expected.dialect] }
  return options.expected.asksIssuer === true ? withoutKeySet(side) : side
}

async function withKeys(
  side: IssuerSide,
  { expected: { keyServerPort: port } }: ProbeOptions,
  parts: SideParts,
): Promise<IssuerSide> {
  if (port === undefined) return side
  try {
    const served = await withKeyServer(side, { port, clock: parts.clock })
    if (parts.setting !== 'told') parts.tell?.(`Set in the target the key server ${served.keyServerUrl}.`)
    return served
  } catch (error) {
    await side.close()
    throw error
  }
}

async function openChosenSide(options: ProbeOptions, token: string | undefined, parts: SideParts): Promise<IssuerSide> {
  const { config, clock, target, folder } = parts
  const { issuer, expected, patienceSeconds } = options
  const audience = expected.audience ?? ownName(target.url, config)
  const facts = {
    targetUrl: target.url,
    also: new Set<AttackNeed>([
      ...expected.also,
      ...(expected.dialect === undefined ? [] : (['dialect'] as const)),
      ...(config.clientAssertionAudience === 'issuer' ? (['assertion-audience'] as const) : []),
    ]),
    clock,
    claims: {
      ...(expected.actor !== undefined && { act: { sub: expected.actor } }),
      ...(expected.isAudienceList && audience !== undefined && { aud: [audience] }),
      ...expected.claims,
    },
    senderTo: (endpoint: URL) => endpointSender(endpoint, parts, options.isOwned),
    patienceSeconds,
    makesNoKey: options.make !== undefined,
  }
  if (token !== undefined) {
    const places = { folder, keysFolder: config.keysFolder }
    return openBlackBoxSide({
      ...facts,
      ...(issuer.kind === 'black-box' && (await renewalIn(issuer, folder))),
      target: ofToken(token, options, target.url),
      token,
      jwks: expected.jwks,
      places,
    })
  }
  if (audience === undefined)
    throw new UsageFault(
      '--audience is needed: the aud that the service expects of a good token. --discover finds it out; with --token it is read from there.',
    )
  const world = (issuerUrl: string): AttackTarget => ({
    ...describedTarget(options, target.url, audience),
    issuer: expected.issuer ?? issuerUrl,
    leewaySeconds: expected.leewaySeconds ?? (isOurService(target.url, config) ? config.leewaySeconds : USUAL_LEEWAY),
    algorithms: expected.algorithms ?? ALL_ALGORITHMS,
  })
  const control = targetControlUrl(target.url, portsOf(config)) ?? partyControlUrl(target.url, config)
  if (issuer.kind === 'served') {
    const trustsSecond = expected.secondIssuer !== undefined
    const expectedThere = world(servedIssuerUrl(issuer.port))
    const keysFolder = join(config.keysFolder, 'probe-issuer', String(issuer.port))
    await makePrivateFolder(keysFolder)
    const side = await openServedSide({ ...facts, target: expectedThere, port: issuer.port, trustsSecond, keysFolder })
    const { audience: _, ...withoutAudience } = expectedThere
    const toSet = parts.setting === 'find out' ? withoutAudience : expectedThere
    if (parts.setting !== 'told') parts.tell?.(sayServed(side.served, toSet, trustsSecond).join('\n'))
    try {
      await parts.untilThere?.(side.served)
    } catch (error) {
      await side.close()
      throw error
    }
    return side
  }
  const factoryUrl = issuer.kind === 'factory' && issuer.url !== undefined ? issuer.url : undefined
  const ofFactory: FactorySideOptions = {
    ...facts,
    target: world(config.issuerUrl.replace(/\/$/, '')),
    factoryUrl: new URL(factoryUrl ?? `http://localhost:${portsOf(config).plain['jwt-factory']}`),
    ...(config.controlToken !== '' && { controlToken: config.controlToken }),
    ring: expected.ring,
    secondIssuer: expected.secondIssuer,
    ...(control && { targetControlUrl: control }),
  }
  if (options.make || parts.isLookingOn) return openFactorySide(ofFactory)
  return openFactoryAlone(ofFactory, { keysFolder: config.keysFolder, tell: parts.tell ?? (() => {}) })
}

/** What a service of the sandbox expects of tokens of its factory need not be said; what the person says goes before it. */
async function withOwnService(options: ProbeOptions, { config, target }: SideParts): Promise<ProbeOptions> {
  const { issuer, expected } = options
  if (issuer.kind !== 'factory' || issuer.url !== undefined || expected.audience !== undefined) return options
  const own = await ownService(target.url, config)
  if (!own) return options
  const said = Object.fromEntries(Object.entries(expected).filter(([, value]) => value !== undefined))
  return {
    ...options,
    expected: {
      ...expected,
      ...own,
      ...said,
      claims: { ...own.claims, ...expected.claims },
      also: new Set([...(own.also ?? []), ...expected.also]),
    },
  }
}

/** An endpoint of the issuer is asked without what is for the target alone; its address is checked like that of the target. */
function endpointSender(endpoint: URL, { target, clock }: SideParts, isOwned: boolean): Sender {
  const opened = guardTarget(endpoint.href, isOwned).then((guarded) =>
    openSender(
      {
        ...guarded,
        method: 'POST',
        tokenHeader: AUTHORIZATION,
        extraHeaders: [],
        ...(target.tls?.ca && { tls: { ca: target.tls.ca } }),
      },
      clock,
    ),
  )
  opened.catch(() => {}) // whoever sends hears of it
  return {
    send: async (request) => (await opened).send(request),
    close: async () => (await opened.catch(() => undefined))?.close(),
  }
}

async function renewalIn({ renewal: file }: { readonly renewal?: string }, folder: string) {
  return file === undefined ? {} : { renewal: (await readProbeFile(file, folder, LARGEST_TOKEN)).trim() }
}

async function goodToken({ issuer }: ProbeOptions, { token, folder }: SideParts): Promise<string | undefined> {
  if (issuer.kind === 'black-box') return (await readProbeFile(issuer.file, folder, LARGEST_TOKEN)).trim()
  return issuer.kind === 'factory' && issuer.url === undefined ? token : undefined
}
