import { isAbsolute, join, relative, resolve } from 'node:path'
import { ALL_ALGORITHMS, type Algorithm } from '#core/token/algorithms'
import { isLocalUrl } from '#core/http/local'
import { writeClaimOption } from './claim-option.ts'
import type { CurlOf } from './engine/result.ts'
import { TARGET_HAS, type ProbeOptions } from './options.ts'
import type { ProbeTarget } from './target/probe-target.ts'
import { readCurl } from './target/read-curl.ts'
import { commandLine, repeatLine, standInsFor, type LinesAround } from './target/repeat-line.ts'

/** What a line that repeats a finding is written of. */
interface RepeatFacts {
  readonly options: ProbeOptions
  readonly target: ProbeTarget
  /** Those that the target has enabled: `--make` asks it nothing. */
  readonly algorithms: readonly Algorithm[]
  readonly folder: string
  readonly keysFolder: string
  /** The good token was pasted with the command of curl, and is the only one there is. */
  readonly isTokenPasted: boolean
  /** What the run told the target, and has taken back when somebody repeats its lines. */
  readonly around?: LinesAround
}

/**
 * Writes the lines that repeat findings, for whoever stands in the folder of the run.
 * @returns undefined where no token can be made anew: the good one was pasted, and is in no file
 */
export function curlLines(facts: RepeatFacts): CurlOf | undefined {
  const { target, around } = facts
  if (facts.isTokenPasted) return undefined
  const toMake = optionsToMake(facts)
  const files = filesForCurl(facts)
  const lineOf: CurlOf = (request, { id, attempt, tokens }) => {
    const what = { id, ...(attempt !== undefined && { attempt: `${attempt}` }) }
    const line = repeatLine(request, target, standInsFor(tokens, what, toMake), files)
    return line === undefined || !around ? line : `${around.before} && ${line}; ${around.behind}`
  }
  const isWhole = isKnownByOptions(facts.options)
  const probeLine = (more: readonly string[]) =>
    isWhole ? commandLine([...toMake, ...optionsOfTime(facts.options), ...more]) : undefined
  return Object.assign(lineOf, { probeLine })
}

/** What a target wants besides tokens may be secret, and stands in no line: without it another run would ask something else. */
function isKnownByOptions({ curl, request: { extraHeaders, ...asked }, marker, expected }: ProbeOptions): boolean {
  const all = [curl, marker, expected.keyServerPort, ...Object.values(asked), ...extraHeaders]
  return all.every((each) => each === undefined)
}

const optionsOfTime = ({ patienceSeconds, promisedSeconds }: ProbeOptions): string[] => [
  ...(patienceSeconds > 0 ? ['--lifetimes', String(patienceSeconds)] : []),
  ...(promisedSeconds === undefined ? [] : ['--promised-delay', String(promisedSeconds)]),
]

/** Why no finding has such a line, where none has. */
export const NOT_REPEATED =
  'No finding has a curl line that repeats it: the good token was pasted, and stands in no file from which --make could read it. Put it into one, and give that with --token FILE.'

/** What holds of those lines where the issuer was served for the run: its keys stay, and it is there only while a token is made. */
export const sayRepeatedLater = (port: number): string =>
  `The curl lines make their tokens with the keys of this run, which are kept. The issuer at port ${port} is there only meanwhile: a service that does not remember its keys answers otherwise.`

/** The options of the run that its tokens depend on. None of them is secret: what a target wants besides a token is left out. */
function optionsToMake({ options, target, algorithms }: RepeatFacts): string[] {
  const { issuer, expected, isOwned } = options
  const given: readonly (readonly [string, string | number | undefined])[] = [
    ['url', target.url.href],
    ['factory', issuer.kind === 'factory' ? issuer.url : undefined],
    ['serve-issuer', issuer.kind === 'served' ? issuer.port : undefined],
    ['token', issuer.kind === 'black-box' ? issuer.file : undefined],
    ['renewal', issuer.kind === 'black-box' ? issuer.renewal : undefined],
    ['jwks', expected.jwks],
    ['audience', expected.audience],
    ['other-audience', expected.otherAudience],
    ['issuer', expected.issuer],
    ['typ', expected.type],
    ['scope', expected.scope],
    ['actor', expected.actor],
    ['second-issuer', expected.secondIssuer],
    ['ring', expected.ring],
    ['leeway', expected.leewaySeconds],
    ['dialect', expected.dialect],
    ['algorithms', algorithms.length < ALL_ALGORITHMS.length ? algorithms.join(',') : undefined],
  ]
  return [
    ...given.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [`--${name}`, String(value)])),
    ...Object.entries(expected.claims).flatMap((claim) => ['--claim', writeClaimOption(...claim)]),
    ...(expected.isAudienceList ? ['--audience-list'] : []),
    ...TARGET_HAS.filter((name) => expected.also.has(name)).map((name) => `--${name}`),
    ...(isOwned ? ['--i-own-this-target'] : []),
  ]
}

function filesForCurl({ options: { request, curl }, target, folder, keysFolder }: RepeatFacts) {
  const { protocol } = target.url
  if (protocol !== 'https:') return {}
  const pasted = curl === undefined ? {} : readCurl(curl).files
  const cert = request.cert ?? pasted.cert
  const key = request.key ?? pasted.key
  const isLocal = isLocalUrl(target.url)
  const authority =
    request.ca ?? pasted.cacert ?? (isLocal ? shortest(join(keysFolder, 'tls', 'ca.pem'), folder) : undefined)
  return {
    ...(authority !== undefined && { cacert: authority }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
  }
}

function shortest(path: string, folder: string): string {
  const short = relative(folder, resolve(folder, path))
  return short.startsWith('..') || isAbsolute(short) ? path : short
}
