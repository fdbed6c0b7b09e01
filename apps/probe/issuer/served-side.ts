import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CannotBeMade } from '#attacks'
import { errorText } from '#core/error-text'
import { Problem } from '#core/http/problem'
import { MAIN_RING } from '#core/rings/ring-id'
import { ALL_ALGORITHMS, type Algorithm } from '#core/token/algorithms'
import { startIssuerInProcess, type IssuerInProcess } from '../../sandbox/issuer-in-process.ts'
import type { IssuerSide } from '../issuer-side.ts'
import { openFactorySide, type FactorySideOptions } from './factory-side.ts'

export interface ServedSideOptions extends Omit<
  FactorySideOptions,
  'factoryUrl' | 'controlToken' | 'ring' | 'secondIssuer' | 'sign' | 'signer' | 'algorithms'
> {
  /** Where its keys stay: a target may remember them from one run to the next. Absent: they are gone at the end. */
  readonly keysFolder?: string
  /** Where the issuer listens, on this machine alone. 0 takes a free port. */
  readonly port: number
  /** It is called by https, with a certificate of an authority of its own. */
  readonly isTls?: boolean
  /** The target trusts the second issuer too, which is served in any case. */
  readonly trustsSecond?: boolean
}

/** An issuer that is there for the run alone. */
export interface ServedSide extends IssuerSide {
  /** What has to be set in the target. */
  readonly served: ServedIssuer
}

export interface ServedIssuer {
  readonly issuer: string
  readonly jwks: string
  readonly second: { readonly issuer: string; readonly jwks: string }
  /** The file with the authority of its certificate, where it has one. */
  readonly authority?: string
}

/** By which the issuer signs, as the sandbox does, unless somebody said that the target does not take it. */
const USUAL_ALGORITHM: Algorithm = 'ES256'

/** The name of the second issuer. */
const SECOND_ISSUER = 'second'

/** Whom tokens of the issuer that is served on a port name, where nobody says otherwise. */
export const servedIssuerUrl = (port: number, isTls = false): string =>
  `${isTls ? 'https' : 'http'}://localhost:${port}`

/**
 * Serves an issuer on this machine for the run alone, with keys of every algorithm: fresh ones, or those of `keysFolder`. A target that runs already needs to know
 * where its keys are, and no more. Its target may expect any `iss`: that of `target` is what tokens say.
 * @throws Error that says in one sentence why it cannot be served; then nothing is left
 */
export async function openServedSide(options: ServedSideOptions): Promise<ServedSide> {
  const { port, isTls = false, trustsSecond = false, clock } = options
  if (options.makesNoKey === true) await demandKeysOf(options)
  const keysFolder = options.keysFolder ?? (await mkdtemp(join(tmpdir(), 'jwt-probe-')))
  const clear = async () => {
    if (options.keysFolder === undefined) await rm(keysFolder, { recursive: true, force: true })
  }
  let started: IssuerInProcess | undefined
  try {
    const issuer = (started = await serve(options, keysFolder))
    const { target } = options
    const isOwnName = target.issuer === servedIssuerUrl(port, isTls)
    const side = await openFactorySide({
      ...options,
      also: new Set([...options.also, 'assertion-audience'] as const),
      target: isOwnName ? { ...target, issuer: issuer.url } : target,
      factoryUrl: new URL(issuer.plainUrl),
      signer: { issuer: MAIN_RING },
      secondIssuer: trustsSecond ? SECOND_ISSUER : undefined,
      algorithms: ALL_ALGORITHMS,
      sign: (order) => issuer.sign(order).catch(asNotMade),
    })
    const base = issuer.url.replace(/\/$/, '')
    return {
      ...side,
      served: {
        issuer: issuer.url,
        jwks: `${base}/jwks`,
        second: { issuer: `${base}/issuers/${SECOND_ISSUER}`, jwks: `${base}/issuers/${SECOND_ISSUER}/jwks` },
        ...(isTls && { authority: join(keysFolder, 'tls', 'ca.pem') }),
      },
      close: () => side.close().finally(issuer.close).finally(clear),
    }
  } catch (error) {
    await started?.close()
    await clear()
    if (started) throw error
    throw new Error(`No issuer can be served at port ${port}: ${errorText(error)}.`, { cause: error })
  }

  function serve({ port: at }: ServedSideOptions, folder: string): Promise<IssuerInProcess> {
    const url = servedIssuerUrl(at, isTls)
    const ports = isTls ? { FACTORY_TLS_PORT: String(at) } : { FACTORY_PORT: String(at) }
    const { algorithms } = options.target
    const algorithm = algorithms.find((each) => each === USUAL_ALGORITHM) ?? algorithms[0] ?? USUAL_ALGORITHM
    // Not open to any client: what the cases say about an issuer is about this one, too.
    const env = { ...ports, FACTORY_URL: url, OPEN: '', CLIENT_ASSERTION_AUDIENCE: 'issuer', ALGORITHM: algorithm }
    return startIssuerInProcess({ clock, env, keysFolder: folder, keepsAlgorithms: true })
  }
}

/** @throws Error where no run has served an issuer there: with its start it would make all keys */
async function demandKeysOf({ keysFolder, port }: ServedSideOptions): Promise<void> {
  const names = keysFolder === undefined ? [] : await readdir(join(keysFolder, 'jwt-factory')).catch(() => [])
  if (names.some((name) => name.startsWith(`${MAIN_RING}.`))) return
  throw new Error(
    `No run has served an issuer at port ${port} with these keys yet, so no token of it can be made: run the probe with --serve-issuer ${port} first.`,
  )
}

function asNotMade(error: unknown): never {
  throw error instanceof Problem ? new CannotBeMade(error.detail) : error
}

/** Which lines to set in the target before it is called. Without an audience that one is found out. */
export function sayServed(
  { issuer, jwks, second, authority }: ServedIssuer,
  target: Pick<ServedSideOptions['target'], 'issuer' | 'algorithms'> & { readonly audience?: string },
  trustsSecond = false,
): readonly string[] {
  const isOwnName = target.issuer === issuer
  return [
    'Set in the target, before it is called:',
    `  issuer      ${target.issuer}`,
    `  key set     ${jwks}`,
    ...(isOwnName ? [`  discovery   ${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`] : []),
    ...(target.audience === undefined ? [] : [`  audience    ${target.audience}`]),
    `  algorithms  ${sayAlgorithms(target.algorithms)}`,
    ...(authority === undefined ? [] : [`  authority   ${authority}`]),
    ...(trustsSecond ? [`  another issuer  ${second.issuer}, with the key set ${second.jwks}`] : []),
    ...(target.audience === undefined ? [TRUST_COMES_FIRST] : []),
  ]
}

const TRUST_COMES_FIRST =
  'It must trust this issuer before anything can be found out. The audience that it expects stays as it is: usual names are tried, and --audience NAME says another.'

/** Where nobody said which the target takes, one is enough. */
function sayAlgorithms(algorithms: readonly Algorithm[]): string {
  if (algorithms.length < ALL_ALGORITHMS.length) return algorithms.join(', ')
  const others = algorithms.filter((each) => each !== USUAL_ALGORITHM)
  return `${USUAL_ALGORITHM} is enough; any of ${others.join(', ')} is fine, too`
}
