import { randomUUID } from 'node:crypto'
import { CannotBeMade, type Attack, type AttackWorld } from '#attacks'
import type { Clock } from '#core/clock'
import { tokenHints } from '#core/token/token-hints'
import { cameOf, type Outcome, type Sender } from '../answer.ts'
import { CannotProbe } from '../engine/cannot-probe.ts'
import { reportedCase, untrusted } from '../engine/result.ts'
import { summarise } from '../engine/summary.ts'
import type { Weighed } from '../engine/weigh-attempt.ts'
import type { CaseResult, ProbeReport } from '../probe-report.ts'
import { openSignerWitness, WITNESS_HOST, type SignerWitness } from './open-witness.ts'
import { NO_TOKEN_CAME, whyNoSigner } from './signer-control.ts'

/** How a signer is asked. */
export interface SignerRun {
  readonly url: string
  readonly cases: readonly Attack[]
  readonly clock: Clock
  readonly sender: Sender
  /** The way to it by an address of this machine that is not the one of loopback which programs use; absent: there is none. */
  readonly otherSender: Sender | undefined
  /** It is on another machine. */
  readonly isElsewhere: boolean
  /** The line that asks all of it again. */
  readonly line: string
}

const OTHER_ADDRESS = 'dialect-jwtproxy-w10-signs-for-anybody'
const OVER_TLS = 'dialect-jwtproxy-w13-unchecked-certificate'

const NO_OTHER_ADDRESS = 'this machine has no other address by which the signer could be asked'
const SIGNER_ELSEWHERE =
  'the signer is on another machine, and would not find a host of this one: run the probe on its own machine'
const NOT_KNOWN_HERE = 'not known'

/**
 * Asks a signer as its callers do: for a host of this run that nobody has named to it. That host is the witness: a token that comes there was
 * signed, whatever the caller is answered.
 * @throws CannotProbe where there is no signer, as far as an honest request tells: then a refusal would mean nothing
 */
export async function probeSigner(run: SignerRun): Promise<ProbeReport> {
  const { clock, cases, url } = run
  const begin = clock.monotonic()
  const witness = await openSignerWitness(clock)
  const whyNot = async () => (run.isElsewhere ? undefined : whyNoSigner(run.sender, witness))
  try {
    const atFirst = await whyNot()
    if (atFirst !== undefined)
      throw new CannotProbe(`${url} cannot be asked as a signer: ${atFirst}.`.replace('?.', '?'))
    const results: CaseResult[] = []
    let signed: string | undefined
    for (const attack of cases) {
      const { weighed, token } = await askAs(attack, run, witness)
      signed ??= token
      const curlOf = Object.assign(() => undefined, { probeLine: () => run.line })
      results.push(reportedCase(attack, weighed, { library: undefined, curlOf }))
    }
    const atLast = await whyNot()
    const stopped = atLast && `At the end ${url} could not be asked as a signer any more: ${atLast}.`.replace('?.', '?')
    const told = stopped === undefined ? results : results.map((each) => untrusted(each, stopped))
    const { iss = NOT_KNOWN_HERE, alg = NOT_KNOWN_HERE } = tokenHints(signed)
    return {
      target: {
        url,
        method: 'GET',
        issuer: iss,
        audience: 'whatever host is asked for',
        type: NOT_KNOWN_HERE,
        algorithms: [alg],
        mode: 'signer',
      },
      controls: [],
      ...(stopped !== undefined && { stopped }),
      summary: summarise(told, clock.monotonic() - begin),
      cases: told,
    }
  } finally {
    await witness.close()
  }
}

interface AskedSigner {
  readonly weighed: Weighed
  readonly token?: string | undefined
}

async function askAs(attack: Attack, run: SignerRun, witness: SignerWitness): Promise<AskedSigner> {
  const sender = attack.id === OTHER_ADDRESS ? run.otherSender : run.sender
  if (run.isElsewhere) return { weighed: { verdict: 'not-run', remarks: [], reason: SIGNER_ELSEWHERE } }
  if (!sender) return { weighed: { verdict: 'not-run', remarks: [], reason: NO_OTHER_ADDRESS } }
  const place = `/${randomUUID()}`
  const world = worldOf(run, `${attack.id === OVER_TLS ? witness.secure : witness.plain}${place}`)
  const [attempt] = await attack.make(world, true)
  const step = attempt?.steps.at(-1)
  if (step?.do !== 'send') throw new Error(`${attack.id} sends one request`)
  const connections = witness.secureConnections()
  const outcome = await sender.send(step.request)
  const seen = witness.seenAt(new URL(step.request.path ?? '/', run.url).pathname)
  const answer = cameOf(outcome)
  const about = { remarks: [], request: step.request, ...(answer && { answer }) }
  if (seen?.token !== undefined) {
    const sentence = `${attack.title}: a token that it had signed came to a host of this run, which nobody has named to it.`
    const finding = { kind: 'believed', severity: attack.severity, sentence } as const
    return { token: seen.token, weighed: { ...about, verdict: 'believed', finding } }
  }
  if (seen) return { weighed: { ...about, verdict: 'inconclusive', reason: NO_TOKEN_CAME } }
  const reason = whyOpen(attack, outcome, witness.secureConnections() > connections)
  return { weighed: reason === undefined ? { ...about, verdict: 'refused' } : { ...about, verdict: 'inconclusive', reason } }
} // prettier-ignore

/** Nobody got a token: that is right where it says so, where it came and did not believe the certificate, and where nobody is heard at another address. */
function whyOpen({ id }: Attack, outcome: Outcome, hasComeOverTls: boolean): string | undefined {
  if (outcome.kind === 'unreachable')
    return id === OTHER_ADDRESS ? undefined : `no connection to the signer: ${outcome.detail}`
  if (id === OVER_TLS && hasComeOverTls) return undefined
  if (outcome.kind !== 'answered') return 'it gave no answer, and asked nobody'
  const { status } = outcome.answer
  if (status >= 400 && status < 500) return undefined
  return `it answered ${status}, and came to nobody: it may not find the host of this run, which is at ${WITNESS_HOST} of this machine`
}

/** Nobody shows a signer a token: of a world it takes the address of the witness alone. */
const worldOf = ({ url, clock }: SignerRun, listener: string): AttackWorld => ({
  target: {
    issuer: '',
    audience: '',
    otherAudience: '',
    type: 'JWT',
    path: new URL(url).pathname,
    leewaySeconds: 0,
    algorithms: [],
  },
  now: () => Math.floor(clock.now() / 1000),
  good: () => {
    throw new CannotBeMade('a signer is shown no token')
  },
  keySet: [],
  listener,
})
