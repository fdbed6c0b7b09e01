import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CATALOGUE, type AttackNeed, type AttackTarget } from '#attacks'
import { systemClock } from '#core/clock'
import { ALL_ALGORITHMS } from '#core/token/algorithms'
import { chooseCases } from '../../apps/probe/choose-cases.ts'
import { runCatalogue } from '../../apps/probe/engine/run-catalogue.ts'
import type { Marker } from '../../apps/probe/engine/marker.ts'
import { openFactorySide } from '../../apps/probe/issuer/factory-side.ts'
import type { CaseResult, CaseVerdict, ProbeReport } from '../../apps/probe/probe-report.ts'
import { guardTarget } from '../../apps/probe/target/guard-target.ts'
import { openSender } from '../../apps/probe/target/open-sender.ts'
import { AUTHORIZATION, type TokenHeader } from '../../apps/probe/target/probe-target.ts'
import type { TestSandbox } from './sandbox.ts'
import { signsByFile } from './sign-by-file.ts'

/** A place that believes tokens of the factory, and what it wants of them. */
export interface StrictRoute {
  readonly url: string
  readonly target: Pick<AttackTarget, 'issuer' | 'audience' | 'type'> & Partial<AttackTarget>
  /** The ring that signs; absent: the issuer. */
  readonly ring?: string
  /** The file of the key that signs, below the folder for all keys, where the factory would not sign for the probe. */
  readonly keyFile?: string
  readonly claims?: Readonly<Record<string, unknown>>
  /** How long a good token lives. */
  readonly lifetimeSeconds?: number
  readonly also?: readonly AttackNeed[]
  readonly extraHeaders?: readonly (readonly [string, string])[]
  /** Absent: Authorization. */
  readonly tokenHeader?: TokenHeader
  /** In place of a header: the member of a JSON body that has the token, and the others. */
  readonly inBody?: { readonly tokenMember: string; readonly body: string }
  readonly marker?: Marker
  /** Families and cases that are sent, whatever they cost; absent: all but what costs much or publishes other keys. */
  readonly only?: readonly string[]
  /** It asks a registry for one key, by its key id. */
  readonly isKeyAskedById?: boolean
  /** Another issuer of the factory, by its name. */
  readonly secondIssuer?: string
  /** The port without TLS of the process whose clock is moved; absent: none is. */
  readonly controlPort?: number
}

/** Sends the whole catalogue to a place of a sandbox, at once: all but what costs much or waits until a key set was read. */
export async function probeStrictRoute(sandbox: TestSandbox, route: StrictRoute): Promise<ProbeReport> {
  const ca = [await readFile(join(sandbox.keysFolder, 'tls', 'ca.pem'), 'utf8')]
  const guarded = await guardTarget(route.url, false)
  const asked = {
    method: 'GET',
    tokenHeader: route.tokenHeader ?? AUTHORIZATION,
    extraHeaders: route.extraHeaders ?? [],
    tls: { ca },
  }
  const inBody = route.inBody && { method: 'POST', ...route.inBody }
  const sender = openSender({ ...guarded, ...asked, ...inBody }, systemClock)
  const { pathname, search } = guarded.url
  const own = route.keyFile === undefined ? undefined : await signsByFile(join(sandbox.keysFolder, route.keyFile))
  const side = await openFactorySide({
    target: {
      otherAudience: 'elsewhere',
      path: pathname + search,
      leewaySeconds: 0,
      algorithms: route.ring === undefined && !own ? ALL_ALGORITHMS : ['ES256'],
      ...route.target,
    },
    targetUrl: guarded.url,
    factoryUrl: new URL(`http://localhost:${sandbox.factory.port}`),
    also: new Set<AttackNeed>(['assertion-audience', ...(route.also ?? [])]),
    clock: systemClock,
    ring: route.ring,
    ...(route.secondIssuer !== undefined && { secondIssuer: route.secondIssuer }),
    ...(own && { sign: own, signer: { ring: 'the key of a file' } }),
    claims: route.claims ?? {},
    ...(route.lifetimeSeconds !== undefined && { lifetimeSeconds: route.lifetimeSeconds }),
    senderTo: (endpoint) =>
      openSender(
        { url: endpoint, addresses: guarded.addresses, ...asked, method: 'POST', extraHeaders: [] },
        systemClock,
      ),
    ...(route.controlPort !== undefined && { targetControlUrl: new URL(`http://localhost:${route.controlPort}`) }),
  })
  try {
    return await runCatalogue({
      ...chooseCases({ ...route, only: route.only, skip: [], withCost: false, further: [] }),
      sender,
      issuerSide: side,
      clock: systemClock,
      target: { url: guarded.url.href, method: 'GET', ...inBody },
      rate: 'max',
      ...(route.marker && { marker: route.marker }),
    })
  } finally {
    await side.close()
    await sender.close()
  }
}

/** What a run against a place that checks all must not say; nothing where all is well. */
export function strictFaultsOf(report: ProbeReport, { known, sent, notRun }: StrictExpectation): string[] {
  const { cases, controls, stopped, summary } = report
  const wrong = cases.filter(
    ({ id, finding, verdict }) => finding ?? (UNCLEAR_VERDICTS.has(verdict) && !MAY_BE_UNCLEAR.has(id)),
  )
  const ids = Object.keys(known)
  const reasons = new Set(Object.keys(summary.notRunByReason))
  const wanted = new Set(notRun)
  const sentHere = cases.filter(({ verdict }) => verdict !== 'not-run').length
  return [
    ...(stopped === undefined ? [] : [stopped]),
    ...controls.filter(({ areRight }) => !areRight).map(({ at }) => `the controls are wrong: ${at}`),
    ...wrong.filter((each) => !ids.includes(each.id) || !isPlainFinding(each)).map(strictFaultLine),
    ...ids
      .filter((id) => !OF_ITS_SECOND.has(id) && !wrong.some((each) => each.id === id))
      .map((id) => `${id} is no finding any more`),
    ...(cases.length === CATALOGUE.length ? [] : ['cases are missing in the report']),
    ...(sentHere >= sent ? [] : [`${sentHere} cases were sent, and not ${sent}`]),
    ...[...reasons.difference(wanted)].map((reason) => `not run, which is new: ${reason}`),
    ...[...wanted.difference(reasons)].map((reason) => `nobody is left out any more because: ${reason}`),
  ]
}

/**
 * Of clocks that are moved one after the other, one is in the next second at times, and these targets have no leeway; and what lives for a
 * second may be over on a busy machine, which does not take hundreds at once either.
 */
export const MAY_BE_UNCLEAR: ReadonlySet<string> = new Set([
  'life-clock-jump',
  'life-replay-flood',
  'ok-exp-next-second',
])

/** What is believed for the second in which it ends, and no longer: on a busy machine that is over when it comes. */
export const OF_ITS_SECOND: ReadonlySet<string> = new Set(['exp-at-now'])

const UNCLEAR_VERDICTS: ReadonlySet<CaseVerdict> = new Set(['inconclusive', 'crashed', 'hung'])

/** Not one of which nobody can tell: that is documented of none. A 5xx is, where the original breaks, too. */
const isPlainFinding = ({ finding, verdict }: CaseResult) =>
  finding !== undefined && verdict !== 'inconclusive' && verdict !== 'hung'

const strictFaultLine = ({ id, verdict, finding, reason, got }: CaseResult) =>
  `${id}: ${verdict}, ${finding?.sentence ?? reason} ${JSON.stringify(got)}`

/** What a run may say, and how much of the catalogue it must have sent. */
export interface StrictExpectation {
  /** Findings by the id of the case, and why each is right to stay. */
  readonly known: Readonly<Record<string, string>>
  readonly sent: number
  /** Why cases were not sent: these reasons, and no others. */
  readonly notRun: readonly string[]
}

/** Reasons by which cases are left out at each of these places. */
export const LEFT_OUT_EVERYWHERE: readonly string[] = [
  'it changes what the issuer publishes, and waits until that was read: --keys sends it',
  'it costs the target much: --with-cost sends it',
  'it takes a key of the issuer whose algorithm the target has not enabled',
  'no path was named where a token may be used once: say it with --one-use',
  'the path is not said to look at who acts: say who may with --actor SUBJECT',
  'the path is not said to take a token from a form: say it with --form-body',
  'the path is not said to want a scope: say which with --scope SCOPE',
  'the target has no leeway',
  'nobody said that the target is, or imitates, that system: say which one with --dialect NAME (jwtproxy, jwtproxy-signer, kong, kong-anonymous, mesh, piko, piko-agents, stoke)',
  'it is for a signer, which is shown no token: --url http://localhost:PORT --dialect jwtproxy-signer asks one, and needs no issuer',
  'it changes the target for good, or for minutes: --only with its id sends it',
  'the target is not said to take SPIFFE ids: say it with --spiffe',
  'the target is not said to take tokens that are bound to a certificate: say it with --mtls',
  'the target is not said to take tokens that are bound to a key: say it with --dpop',
  'the target trusts no second issuer: name one with --second-issuer NAME, if it does',
]

/** The name of the issuer has no place in which the case could change it. */
export const SHORT_ISSUER = 'the name of the issuer leaves no room for it'

/** What a run has that many do not: a leeway of the target, and a path where a token may be used once. */
type HasToo = 'leeway' | 'one-use'

const LEFT_OUT_WITHOUT: Record<HasToo, string> = {
  leeway: 'the target has no leeway',
  'one-use': 'no path was named where a token may be used once: say it with --one-use',
}

/** Without the reasons that are none where a run has these. */
export const leftOutBut = (reasons: readonly string[], ...has: readonly HasToo[]): readonly string[] =>
  reasons.filter((reason) => !has.some((each) => LEFT_OUT_WITHOUT[each] === reason))

/** A ring has one key, of one algorithm, and speaks for a name at which nobody is asked. */
export const LEFT_OUT_AT_RINGS: readonly string[] = [
  ...LEFT_OUT_EVERYWHERE,
  ...ALL_ALGORITHMS.filter((each) => each !== 'ES256').map((each) => `the target has not enabled ${each}`),
  'it takes a good token with scope',
  'it takes an RSA key that the issuer publishes',
  'the target takes tokens of the type JWT, and this is demanded of at+jwt alone (RFC 9068)',
  'the tokens name another issuer than the one that signs, which would not believe them: name that one with --issuer URL',
]
