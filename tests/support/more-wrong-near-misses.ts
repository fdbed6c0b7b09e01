import { Buffer } from 'node:buffer'
import {
  claimsWrittenIn,
  playOnStage,
  showToken,
  signOnBench,
  tokenForB,
} from '../../apps/console/workshop/bench-moves.ts'
import type { AskConsole } from '../../apps/console/workshop/step.ts'
import type { NearMiss } from './further-near-misses.ts'
import { oldAndNew, RING, sendChanged, sendUnsigned, whileBIsAhead } from './near-miss-moves.ts'

const SECRET = 'a secret that is as long as one must be, and longer than that'
const HS256 = { header: { alg: 'HS256', typ: 'JWT' }, material: SECRET }
const LONG_AGO = { exp: 1_700_000_000, iat: 1_699_999_000 }
const IN_A_HUNDRED_YEARS = 4_900_000_000

const asSegment = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const headerOf = (token: string): object => JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString())

/** The same token with another header, or with other claims: the signature is left. */
function respelled(token: string, change: { header?: object; claims?: object }): string {
  const [header, claims, signature] = token.split('.')
  return [
    change.header ? asSegment({ ...headerOf(token), ...change.header }) : header,
    change.claims ? asSegment(change.claims) : claims,
    signature,
  ].join('.')
}

/** For C, signed by the ring of A. */
const forC = (name: string, change: object, header: object = { typ: 'JWT' }): NearMiss => [
  `for somebody else, and ${name}`,
  async (ask) => {
    const claims = { ...claimsWrittenIn(await tokenForB(ask)), aud: 'servicec', ...change }
    await showToken(ask, await signOnBench(ask, RING, { claims, header }))
  },
]

async function sendBySecretAnew(ask: AskConsole, signed: object, sent: object) {
  const claims = claimsWrittenIn(await tokenForB(ask))
  const token = await signOnBench(ask, { kind: 'secret' }, { claims: { ...claims, ...signed }, ...HS256 })
  await showToken(ask, respelled(token, { claims: { ...claims, ...sent } }))
}

export async function withRule(ask: AskConsole, to: string, rule: object, act: () => Promise<unknown>) {
  await ask('/api/control/faults', { to: [to], rule })
  await act()
  await ask('/api/control/reset', { to: [to] })
}

/** Nobody revokes anything: the key that signs is left out of the key set, and B fetches that again. */
async function dropKeys(ask: AskConsole) {
  const token = await tokenForB(ask)
  await showToken(ask, token)
  await withRule(ask, 'jwt-factory', { on: 'jwks', effect: { keys: 'dropped' } }, async () => {
    await ask('/api/control/clock', { to: ['serviceb'], change: { advance: '2m' } }, 'PUT')
    await showToken(ask, token)
  })
  await ask('/api/control/reset', { to: ['serviceb'] })
}

/** What the step is about, and more is wrong with it; or somebody else has made it than the task says. */
export const MORE_WRONG_NEAR_MISSES: Readonly<Record<string, readonly NearMiss[]>> = {
  'decode-is-not-verify': [
    [
      'about somebody else by its signature, and another header',
      async (ask) => {
        const claims = { ...claimsWrittenIn(await tokenForB(ask)), sub: 'admin' }
        const token = await signOnBench(ask, RING, { claims })
        await showToken(ask, respelled(token, { header: { x: 1 } }))
      },
    ],
    ['it has expired, too', (ask) => sendUnsigned(ask, { sub: 'admin', ...LONG_AGO }, (signature) => signature)],
    [
      'it is for somebody else, too',
      (ask) => sendUnsigned(ask, { sub: 'admin', aud: 'servicec' }, (signature) => signature),
    ],
  ],
  'strangers-key': [
    [
      'nobody has signed: the header names another key',
      async (ask) => void (await showToken(ask, respelled(await tokenForB(ask), { header: { kid: 'nobody' } }))),
    ],
    ['the ring of C signs', (ask) => sendChanged(ask, {}, { kind: 'ring', name: 'servicec' })],
  ],
  'algorithm-of-the-sender': [
    [
      'the signature is that of A',
      async (ask) => void (await showToken(ask, respelled(await tokenForB(ask), { header: { alg: 'HS256' } }))),
    ],
    ['it has expired, too', (ask) => sendBySecretAnew(ask, LONG_AGO, LONG_AGO)],
    ['other claims were signed', (ask) => sendBySecretAnew(ask, { sub: 'admin' }, {})],
  ],
  'every-token-ends': [
    [
      'the clock of the factory is half an hour behind',
      async (ask) => {
        await ask('/api/control/clock', { to: ['jwt-factory'], change: { skew: '-30m' } }, 'PUT')
        await playOnStage(ask, 5)
        await ask('/api/control/reset', { to: ['jwt-factory'] })
      },
    ],
  ],
  'meant-for-somebody-else': [
    forC('it has expired', LONG_AGO),
    forC('it is not good yet', { nbf: IN_A_HUNDRED_YEARS }),
    forC('it comes out of the future', { iat: IN_A_HUNDRED_YEARS, exp: IN_A_HUNDRED_YEARS + 60 }),
    forC('it lives too long', { exp: IN_A_HUNDRED_YEARS }),
    ...['exp', 'iat', 'jti', 'sub'].map((claim) => forC(`it has no ${claim}`, { [claim]: undefined })),
    forC('it is about somebody else', { sub: 'servicec' }),
    forC('it is bound to a key', { cnf: { jkt: 'x' } }),
    ['for nobody', (ask) => sendChanged(ask, { aud: undefined })],
    ['it would have ended', (ask) => whileBIsAhead(ask, () => playOnStage(ask, 5, { 'wrong-audience': '1' }))],
    ['in scenario 6', (ask) => sendToSixth(ask)],
  ],
  'neither-yes-nor-no': [
    [
      'B itself is broken',
      (ask) =>
        withRule(ask, 'serviceb', { on: 'scenario5-server', effect: { status: 503 } }, () => playOnStage(ask, 5)),
    ],
  ],
  'no-call-lost': [
    ['A comes with a token by its name', async (ask) => void (await oldAndNew(ask, ['rotate'], { token: 'valid' }))],
  ],
  'taken-back': [
    [
      'nobody has revoked it, and the answer of the factory says that it is not good',
      (ask) => {
        const rule = { on: 'introspect', effect: { status: 200, body: { active: false } } }
        return withRule(ask, 'jwt-factory', rule, () => playOnStage(ask, 10, { 'not-mine': '1' }))
      },
    ],
  ],
  'leaked-key': [
    ['a key is left out of the key set, and not revoked', dropKeys],
    [
      'a token of a key that was revoked which B has never believed, and a forged one',
      async (ask) => {
        const [believed, unseen] = [await tokenForB(ask), await tokenForB(ask)]
        await showToken(ask, believed)
        await revokeKeyOf(ask, believed)
        await playOnStage(ask, 5)
        await showToken(ask, unseen)
        await showToken(ask, `${believed.slice(0, -4)}AAAA`)
      },
    ],
  ],
  'steal-a-token': [
    [
      'the claims of A, read in the trace and signed anew',
      async (ask) => {
        const { traceId } = await playOnStage(ask, 5)
        const { steps } = await ask(`/api/plays/${traceId}`)
        const { claims } = steps.find((step: { token?: { claims?: object } }) => step.token?.claims).token
        const token = await signOnBench(ask, RING, { claims })
        await showToken(ask, token)
        await showToken(ask, token, 'servicec', 2)
      },
    ],
  ],
}

async function revokeKeyOf(ask: AskConsole, token: string) {
  const { kid } = headerOf(token) as { kid?: string } // of the factory
  await ask('/api/keys', { process: 'jwt-factory', ringId: 'servicea', act: 'revoke', kid })
}

async function sendToSixth(ask: AskConsole) {
  const claims = { ...claimsWrittenIn(await tokenForB(ask)), aud: 'servicec' }
  await showToken(ask, await signOnBench(ask, RING, { claims }), 'serviceb', 6)
}
