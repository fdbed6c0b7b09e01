import type { AttackNeed } from '#attacks'
import { UsageFault, type Arguments } from '#core/process/command-line'
import { isAlgorithm, type Algorithm } from '#core/token/algorithms'
import { chosenIssuer, type ChosenIssuer } from './chosen-issuer.ts'
import { caseNamesIn } from './case-names.ts'
import { readClaimOption } from './claim-option.ts'
import { readMarker, type Marker } from './engine/marker.ts'
import { isSaidDialect, SAID_DIALECTS, type SaidDialect } from './party-of-dialect.ts'
import { rateFor } from './read-rate.ts'
import { httpNameIn, tokenMemberIn } from './token-member-option.ts'
import type { MakeWhat } from './target/repeat-line.ts'

/** What the person at the terminal wants. */
export interface ProbeOptions {
  readonly url: string | undefined
  /** A whole curl command, as it was pasted. */
  readonly curl: string | undefined
  readonly isOwned: boolean
  readonly issuer: ChosenIssuer
  readonly expected: ExpectedToken
  readonly request: AskedAs
  readonly marker: Marker | undefined
  readonly only: readonly string[] | undefined
  readonly skip: readonly string[]
  readonly withCost: boolean
  readonly rate: number | 'max'
  /** How long a step may wait where no clock can be moved. Seconds. */
  readonly patienceSeconds: number
  readonly promisedSeconds: number | undefined
  readonly isDiscovering: boolean
  readonly further: readonly ('keys' | 'skew' | 'matrix')[]
  readonly files: Readonly<Record<ReportFile, string | undefined>>
  readonly baseline: string | undefined
  /** One token of a case is printed, and nothing is sent. */
  readonly make: MakeWhat | undefined
}

/** What the target expects of a good token, as far as the person says it. */
export interface ExpectedToken {
  readonly audience: string | undefined
  /** A good token has it in a list (RFC 7519 §4.1.3). */
  readonly isAudienceList: boolean
  readonly otherAudience: string | undefined
  readonly issuer: string | undefined
  readonly type: string | undefined
  readonly scope: string | undefined
  readonly actor: string | undefined
  readonly algorithms: readonly Algorithm[] | undefined
  readonly leewaySeconds: number | undefined
  readonly claims: Readonly<Record<string, unknown>>
  readonly also: ReadonlySet<AttackNeed>
  readonly secondIssuer: string | undefined
  readonly ring: string | undefined
  readonly jwks: string | undefined
  /** It reads no key set: it asks the issuer about each token. */
  readonly asksIssuer: true | undefined
  /** It asks a registry for one key, by its key id. */
  readonly isKeyAskedById: boolean
  /** Where the run is the key server of the target. */
  readonly keyServerPort: number | undefined
  /** The system that it is, or imitates. */
  readonly dialect: SaidDialect | undefined
}

/** How the target is asked. */
export interface AskedAs {
  readonly method: string | undefined
  readonly header: string | undefined
  /** The member of a JSON body that has the token. */
  readonly tokenMember: string | undefined
  readonly extraHeaders: readonly (readonly [string, string])[]
  readonly body: string | undefined
  readonly cert: string | undefined
  readonly key: string | undefined
  readonly ca: string | undefined
}

export const REPORT_FILES = ['json', 'junit', 'sarif', 'html'] as const
export type ReportFile = (typeof REPORT_FILES)[number]

/** What a target has, and only the person knows: an option of the same name each. */
export const TARGET_HAS = ['one-use', 'form-body', 'lax-type', 'spiffe', 'revocation', 'dpop', 'mtls'] as const

const USUAL_WAIT = 60

/** @throws UsageFault that says what does not fit, and what may have been meant */
export function readProbeOptions({ words, options, lists = {} }: Arguments): ProbeOptions {
  const text = (name: string) => (typeof options[name] === 'string' ? options[name] : undefined)
  const isSet = (name: string) => options[name] !== undefined
  const number = (name: string, most: number) => wholeNumberIn(name, text(name), most)
  const url = text('url') ?? words[0]
  if (url === undefined && !isSet('curl') && !isSet('matrix'))
    throw new UsageFault('npm run probe needs the address of a service: --url=URL, or a whole command: --curl.')
  if (isSet('curl') && words[0] !== undefined)
    throw new UsageFault(
      `"${words[0].slice(0, 40)}" is one too many: the address stands in --curl.${options['lifetimes'] === true ? ` Did you mean --lifetimes=${words[0].slice(0, 40)}?` : ''}`,
    )
  const also = new Set<AttackNeed>(TARGET_HAS.filter(isSet))
  if (isSet('scope')) also.add('scope')
  if (isSet('actor')) also.add('actors')
  return {
    url,
    curl: text('curl'),
    isOwned: isSet('i-own-this-target'),
    issuer: chosenIssuer(
      text('factory'),
      isSet('serve-issuer') ? number('serve-issuer', 65_535) : undefined,
      text('token'),
      text('renewal'),
    ),
    expected: {
      audience: text('audience'),
      isAudienceList: isSet('audience-list'),
      otherAudience: text('other-audience'),
      issuer: text('issuer'),
      type: text('typ'),
      scope: text('scope'),
      actor: text('actor'),
      algorithms: algorithmsIn(text('algorithms')),
      leewaySeconds: number('leeway', 86_400),
      claims: Object.fromEntries((lists['claim'] ?? []).map(readClaimOption)),
      also,
      secondIssuer: text('second-issuer'),
      ring: text('ring'),
      jwks: text('jwks'),
      asksIssuer: isSet('asks-issuer') || undefined,
      isKeyAskedById: isSet('key-by-id'),
      keyServerPort: isSet('key-server') ? number('key-server', 65_535) : undefined,
      dialect: saidDialectIn(text('dialect')),
    },
    request: {
      method: httpNameIn('method', text('method')?.toUpperCase()),
      header: httpNameIn('header', text('header')),
      tokenMember: tokenMemberIn(text('token-in'), text('header'), text('body')),
      extraHeaders: (lists['extra-header'] ?? []).map((each) => headerPairIn(each)),
      body: text('body'),
      cert: text('cert'),
      key: text('key'),
      ca: text('ca'),
    },
    marker: isSet('accepted-when') ? readMarker(text('accepted-when') ?? '') : undefined,
    only: lists['only'] && caseNamesIn(lists['only']),
    skip: caseNamesIn(lists['skip'] ?? []),
    withCost: isSet('with-cost'),
    rate: rateFor(text('rate'), { url, curl: text('curl') }),
    patienceSeconds: isSet('lifetimes') ? (number('lifetimes', 3600) ?? USUAL_WAIT) : 0,
    promisedSeconds: number('promised-delay', 86_400),
    isDiscovering: isSet('discover'),
    further: (['keys', 'skew', 'matrix'] as const).filter(isSet),
    files: { json: text('json'), junit: text('junit'), sarif: text('sarif'), html: text('html') },
    baseline: text('baseline'),
    make: madeWhat(text('make'), text('attempt'), number('number', 100)),
  }
}

function madeWhat(id: string | undefined, attempt: string | undefined, number: number | undefined) {
  if (id !== undefined)
    return { id, ...(attempt !== undefined && { attempt }), ...(number !== undefined && { number }) }
  if (attempt === undefined && number === undefined) return undefined
  throw new UsageFault('--attempt and --number say which token of a case: name it with --make.')
}

/** @throws UsageFault */
function wholeNumberIn(name: string, text: string | undefined, most: number): number | undefined {
  if (text === undefined) return undefined
  const value = /^\d{1,6}$/.test(text) ? Number(text) : NaN
  if (value <= most) return value
  throw new UsageFault(`--${name} is a whole number from 0 to ${most}, and not "${text.slice(0, 40)}".`)
}

function algorithmsIn(text: string | undefined): Algorithm[] | undefined {
  return text?.split(',').map((name) => {
    if (isAlgorithm(name.trim())) return name.trim() as Algorithm // it is one: the line before says so
    throw new UsageFault(`"${name.slice(0, 40)}" is no algorithm that a run can sign with.`)
  })
}

function headerPairIn(text: string): [string, string] {
  const at = text.indexOf(':')
  const value = text.slice(at + 1).trim()
  if (at > 0 && !/[\r\n\0]/.test(value)) return [httpNameIn('extra-header', text.slice(0, at).trim()), value]
  throw new UsageFault(`--extra-header is NAME: VALUE, and not "${text.slice(0, 40)}".`)
}

function saidDialectIn(name: string | undefined): SaidDialect | undefined {
  if (name === undefined || isSaidDialect(name)) return name
  throw new UsageFault(`--dialect is one of ${SAID_DIALECTS.join(', ')}, and not "${name.slice(0, 40)}".`)
}
