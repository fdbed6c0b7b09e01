import { attackerAnswer, type AttackRequest, type AttackStep, type AttackWorld, type PublishedAnswer } from '#attacks'
import { manualClock } from '#core/clock'
import { openRegistryVerifier, type RegistryAnswers } from '../../apps/sidecar/weaknesses.fixture.ts'
import { attackWorld } from './attack-world.ts'
import { talk } from './raw.ts'
import { until } from './until.ts'

/** What came of an attempt, as far as the cases of the family are about it. */
export interface PartyOutcome {
  /** Of the last request; 'hung' where nobody answered within five seconds. */
  readonly status: number | 'hung'
  readonly keyReads: number
  readonly strangersKeyReads: number
  /** Whether the service behind got the token. */
  readonly tokenGoesOn: boolean
}

const ISSUER = 'orders'

/** What the verifier expects. Its keys are RSA and no other. */
export const verifierWorld = (): AttackWorld =>
  attackWorld({
    issuer: ISSUER,
    audience: 'http://verifier.example',
    leewaySeconds: 0,
    algorithms: ['RS256'],
    type: 'JWT',
    path: '/',
  })

/** Carries out one attempt at a verifier of its own, whose key server says what the steps publish. */
export async function playAtVerifier(
  dialect: 'strict' | 'jwtproxy',
  world: AttackWorld,
  steps: readonly AttackStep[],
): Promise<PartyOutcome> {
  let published: PublishedAnswer = { jwks: { keys: world.keySet } }
  let strangersKeyReads = 0
  const registry: RegistryAnswers = (path) => {
    if (published === 'hangs') return undefined
    if (!('jwks' in published)) return published
    const planted = attackerAnswer(path.replace(/^\/base/, ''))
    if (planted) strangersKeyReads++
    const { keys } = published.jwks as { keys: AttackWorld['keySet'] } // what the steps publish is a key set
    const key = keys.find(({ kid }) => path === `/base/services/${ISSUER}/keys/${kid}`)
    const body = planted?.body ?? (key && JSON.stringify(key))
    return body === undefined ? { status: 404 } : { status: 200, body }
  }
  const clock = manualClock(world.now() * 1000)
  const machine = manualClock(0)
  const verifier = await openRegistryVerifier(dialect, registry, { verifier: `issuers: [${ISSUER}]`, clock, machine })
  const send = async (request: AttackRequest) => {
    const answer = await talk(verifier.port, bytesOf(request), (all) => all.includes('\r\n\r\n')) // a tunnel stays open
    return Number(/^HTTP\/1\.[01] (\d{3}) /.exec(answer)?.[1] ?? 0)
  }
  let status: PartyOutcome['status'] = 0
  try {
    for (const step of steps) {
      if (step.do === 'publish') {
        published = step.answer
        clock.advance({ seconds: 1 }) // what failed a moment ago may be asked again
      } else if (step.do === 'send-together') for (const request of step.requests) status = await send(request)
      else if (step.do === 'send' && published === 'hangs') status = await afterFiveSeconds(send(step.request))
      else if (step.do === 'send') status = await send(step.request)
    }
  } finally {
    machine.advance({ seconds: 60 }) // whoever waits is let go
    await verifier.close()
  }
  const tokenGoesOn = verifier.upstream.seen.some(({ headers }) => headers.authorization !== undefined)
  return { status, keyReads: verifier.asked.length, strangersKeyReads, tokenGoesOn }

  async function afterFiveSeconds(answer: Promise<number>): Promise<PartyOutcome['status']> {
    let answered: number | undefined
    void answer.then((given) => (answered = given))
    await until('the question to the key server', () => verifier.asked.length > 0)
    machine.advance({ seconds: 5 })
    for (let others = 0; others < 5; others++) await verifier.call('none') // whatever had to come would be there by now
    return answered ?? 'hung'
  }
}

function bytesOf({ method, path = '/', query, headers }: AttackRequest): string {
  const lines = [
    `${method} ${query === undefined ? path : `${path}?${query}`} HTTP/1.1`,
    'Host: verifier.example',
    ...headers.map((field) => field.join(': ')),
  ]
  return [...lines, 'Connection: close', '', ''].join('\r\n')
}
