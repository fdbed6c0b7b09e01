import type { AttackRow } from './attack.ts'
import { PLANTED } from './making/attacker-answers.ts'
import { attempt, bearer, playing } from './making/bearing.ts'
import type { TokenDefect } from './making/defect.ts'
import { makeToken } from './making/make-token.ts'
import { freshKid } from './making/publishing.ts'
import { judging } from './making/sending.ts'
import type { AttackStep, PublishedAnswer } from './making/steps.ts'
import { CannotBeMade, type AttackWorld } from './world.ts'

/** What all of them have: they are ways of the original, and services of another kind have none of them. */
const OF_VERIFIER = { class: 'POLICY', party: 'jwtproxy-verifier' } as const

/** A signature of the right length that nobody made. */
const MADE_UP: TokenDefect = { signedBy: { forged: () => new Uint8Array(256) } }

/** The weaknesses of the verifier of jwtproxy, by their numbers in its literature. docs/sidecars.md has the list. */
export const DIALECT_JWTPROXY_ATTACKS: readonly AttackRow[] = [
  {
    ...OF_VERIFIER,
    id: 'dialect-jwtproxy-w1-connect',
    title: 'CONNECT asks for a tunnel to the service, and brings no token',
    severity: { level: 'critical', cwe: 306 },
    references: ['jwtproxy W1', 'RFC 9110 §9.3.6'],
    needs: ['dialect', 'good-token', 'raw-socket'],
    expects: ['405', '4xx'],
    make: playing(async (world, changed) => {
      const token = await makeToken(world)
      const tunnel = { method: 'CONNECT', path: 'service:80', headers: [], raw: true } as const
      return attempt([{ do: 'send', request: changed ? tunnel : bearer(token) }], changed ? [] : [token])
    }),
  },
  {
    ...OF_VERIFIER,
    id: 'dialect-jwtproxy-w2-burned-by-a-copy',
    title: 'A copy without a signature comes first, and then the token itself',
    severity: { level: 'high', cwe: 696 },
    references: ['jwtproxy W2'],
    needs: ['dialect', 'issuer-key'],
    expects: ['2xx'],
    make: playing(async (world, changed) => {
      const claims = { jti: freshKid(world) }
      const [token, copy] = await Promise.all([makeToken(world, { claims }), makeToken(world, { claims, ...MADE_UP })])
      return attempt([...(changed ? [judging(copy)] : []), judging(token)], [token, copy])
    }),
  },
  {
    ...OF_VERIFIER,
    id: 'dialect-jwtproxy-w3-memory-filled',
    title: 'Hundreds of long ids that nobody signed come first, and then a good token',
    severity: { level: 'high', cwe: 770 },
    references: ['jwtproxy W3'],
    needs: ['dialect', 'issuer-key'],
    expects: ['2xx'],
    make: playing(async (world, changed) => {
      const copies = (sizes: readonly number[]) =>
        Promise.all(sizes.map((size) => makeToken(world, { claims: { jti: idOfSize(world, size) }, ...MADE_UP })))
      const filled = changed ? await Promise.all([fillingOf(LONG_IDS), fillingOf(SHORT_IDS)].map(copies)) : []
      const token = await makeToken(world, { claims: { jti: idOfSize(world, SHORT_IDS.size) } })
      // The short ones take the room that a long one does not fit into: they come when all of those are there.
      const first = filled.map((tokens): AttackStep => ({
        do: 'send-together',
        requests: tokens.map(bearer),
        believed: 0,
      }))
      return attempt([...first, judging(token)], [token])
    }),
  },
  {
    ...OF_VERIFIER,
    id: 'dialect-jwtproxy-w4-a-question-for-each-name',
    title: 'Thirty issuers that nobody knows, and no signature of any of them',
    severity: { level: 'medium', cwe: 770 },
    references: ['jwtproxy W4'],
    needs: ['dialect', 'issuer-key', 'key-set'],
    expects: ['401 token', '503'],
    watched: ['few-key-set-reads'],
    make: playing(async (world, changed) => {
      const token = await makeToken(world)
      const names = Array.from({ length: ISSUERS_MADE_UP }, () => freshKid(world))
      const tokens = await Promise.all(names.map((iss) => makeToken(world, { claims: { iss }, ...MADE_UP })))
      if (!changed) return attempt([judging(token)], [token])
      return attempt([{ do: 'send-together', requests: tokens.map(bearer), believed: 0 }], tokens.slice(0, 1))
    }),
  },
  {
    ...OF_VERIFIER,
    id: 'dialect-jwtproxy-w5-name-with-dots',
    title: 'Its issuer is "..", which leads to a key of a stranger on the same host',
    severity: { level: 'critical', cwe: 22 },
    references: ['jwtproxy W5', 'RFC 8725 §3.10'],
    needs: ['dialect', 'issuer-key', 'listener'],
    expects: ['401 token'],
    watched: ['no-fetch'],
    make: playing(async (world, changed) => {
      const token = await makeToken(world, changed ? ofPlanted() : {})
      return attempt([judging(token)], [token])
    }),
  },
  {
    ...OF_VERIFIER,
    id: 'dialect-jwtproxy-w6-burned-by-an-outage',
    title: 'The key server answers 500 to the first try, and the same token comes again when it does not',
    severity: { level: 'medium', cwe: 636 },
    references: ['jwtproxy W6'],
    needs: ['dialect', 'issuer-key', 'key-set'],
    expects: ['2xx'],
    make: playing(async (world, changed) => {
      const { token, known } = await tokenOfUnseenKey(world)
      const outage = [answering({ status: 500, body: '' }), judging(token)]
      return attempt([...(changed ? outage : []), answering(known), judging(token)], [token])
    }),
  },
  {
    ...OF_VERIFIER,
    id: 'dialect-jwtproxy-w7-ids-of-another-issuer',
    title: 'Another issuer has used the same id before',
    severity: { level: 'medium', cwe: 694 },
    references: ['jwtproxy W7', 'RFC 7519 §4.1.7'],
    needs: ['dialect', 'issuer-key', 'listener'],
    expects: ['2xx'],
    make: playing(async (world, changed) => {
      const claims = { jti: freshKid(world) }
      const planted = ofPlanted()
      const other = await makeToken(world, { ...planted, claims: { ...planted.claims, ...claims } })
      const token = await makeToken(world, { claims })
      return attempt([...(changed ? [judging(other)] : []), judging(token)], [other, token])
    }),
  },
  {
    ...OF_VERIFIER,
    id: 'dialect-jwtproxy-w12-token-goes-on',
    title: 'A good token, and a service that says what it was sent',
    severity: { level: 'medium', cwe: 522 },
    references: ['jwtproxy W12'],
    needs: ['dialect', 'good-token'],
    expects: ['2xx'],
    watched: ['no-leak'],
    make: playing(async (world) => {
      const token = await makeToken(world)
      return attempt([judging(token)], [token])
    }),
  },
  {
    ...OF_VERIFIER,
    id: 'dialect-jwtproxy-w15-key-server-hangs',
    title: 'The key server says nothing while a token waits',
    severity: { level: 'medium', cwe: 400 },
    references: ['jwtproxy W15'],
    needs: ['dialect', 'issuer-key', 'key-set'],
    expects: ['503', '401 token'],
    make: playing(async (world, changed) => {
      const { token, known } = await tokenOfUnseenKey(world)
      return attempt([answering(changed ? 'hangs' : known), judging(token)], [token])
    }),
  },
]

/** More than 8 MB of ids, at two bytes a letter: where our imitation ends before the original; and what room is left then. */
const LONG_IDS = { count: 540, size: 8000 }
const SHORT_IDS = { count: 60, size: 200 }
const ISSUERS_MADE_UP = 30

const fillingOf = ({ count, size }: typeof LONG_IDS) => Array.from({ length: count }, () => size)

const idOfSize = (world: AttackWorld, size: number) => freshKid(world).padEnd(size, 'x')

/** Of the issuer, and with the key, that the attacker has put there. */
const ofPlanted = (): TokenDefect => ({
  claims: { iss: PLANTED.issuer },
  header: { kid: PLANTED.kid },
  signedBy: { stranger: PLANTED.algorithm },
})

const answering = (answer: PublishedAnswer): AttackStep => ({ do: 'publish', answer, until: 'unread' })

/** The key of the issuer under an id that nobody has asked for yet, and a token that names it. */
async function tokenOfUnseenKey(world: AttackWorld): Promise<{ token: string; known: PublishedAnswer }> {
  const kid = freshKid(world)
  const own = world.keySet.find((key) => key.kid === world.good().header['kid'])
  if (!own) throw new CannotBeMade('it takes the key set of the issuer')
  return {
    token: await makeToken(world, { header: { kid } }),
    known: { jwks: { keys: [...world.keySet, { ...own, kid }] } },
  }
}
