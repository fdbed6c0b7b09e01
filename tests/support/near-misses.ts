import { Buffer } from 'node:buffer'
import { playOnStage, showToken, tokenForB } from '../../apps/console/workshop/bench-moves.ts'
import { FURTHER_NEAR_MISSES, type NearMiss } from './further-near-misses.ts'
import { LAB_NEAR_MISSES } from './lab-near-misses.ts'
import { oldAndNew, RING, sendChanged, sendCut, sendUnsigned } from './near-miss-moves.ts'
import { MORE_WRONG_NEAR_MISSES } from './more-wrong-near-misses.ts'
import { TASK_NEAR_MISSES } from './task-near-misses.ts'

const good: NearMiss = ['a good token', async (ask) => void (await showToken(ask, await tokenForB(ask)))]
const plainPlay: NearMiss = ['a play without a variant', async (ask) => void (await playOnStage(ask, 5))]
const wrongAudience: NearMiss = ['another audience', (ask) => sendChanged(ask, { aud: 'servicec' })]
const expired: NearMiss = [
  'a token that has expired',
  (ask) => sendChanged(ask, { exp: 1_700_000_000, iat: 1_699_990_000 }),
]

/** Another refusal, the half of it, the wrong order. */
const OTHER_REFUSALS: Readonly<Record<string, readonly NearMiss[]>> = {
  'decode-is-not-verify': [
    good,
    ['another subject, signed by a stranger', (ask) => sendChanged(ask, { sub: 'admin' }, { kind: 'stranger' })],
    ['a signature that is broken, of claims as they were', sendCut],
    ['a signature of nobody', (ask) => sendUnsigned(ask, { sub: 'admin' }, () => 'AAAA')],
    ['no subject', (ask) => sendUnsigned(ask, { sub: undefined }, (signature) => signature)],
    [
      'the same at C',
      async (ask) => {
        const [header = '', , signature = ''] = (await tokenForB(ask)).split('.')
        const payload = Buffer.from(JSON.stringify({ sub: 'admin' })).toString('base64url')
        await showToken(ask, [header, payload, signature].join('.'), 'servicec', 6)
      },
    ],
  ],
  'strangers-key': [
    good,
    wrongAudience,
    ['a broken signature', sendCut],
    ['a key that was revoked', (ask) => playOnStage(ask, 6, { emergency: '1' }).then(() => {})],
  ],
  'algorithm-of-the-sender': [good, wrongAudience, ['nobody signs', (ask) => sendChanged(ask, {}, { kind: 'nobody' })]],
  'every-token-ends': [
    plainPlay,
    ['another refusal', async (ask) => void (await playOnStage(ask, 5, { 'wrong-audience': '1' }))],
    expired,
    [
      'a play with an expired token',
      (ask) =>
        playOnStage(ask, 1, { expired: '1' }).then(
          () => {},
          () => {},
        ),
    ],
    [
      'all clocks go together',
      async (ask) => {
        const to = ['jwt-factory', 'servicea', 'serviceb', 'servicec']
        await ask('/api/control/clock', { to, change: { advance: '2h' } }, 'PUT')
        await playOnStage(ask, 5)
        await ask('/api/control/reset', { to })
      },
    ],
  ],
  'meant-for-somebody-else': [
    good,
    expired,
    ['another issuer', (ask) => sendChanged(ask, { iss: 'https://somebody-else.example' })],
    ['another audience at C', (ask) => sendChanged(ask, { aud: 'serviceb' }, RING, 'servicec')],
    [
      'another audience, and signed by a stranger',
      (ask) => sendChanged(ask, { aud: 'servicec' }, { kind: 'stranger' }),
    ],
  ],
  'neither-yes-nor-no': [
    plainPlay,
    wrongAudience,
    ['the factory is away, and gives no token', (ask) => playOnStage(ask, 1, { 'factory-down': '1' }).then(() => {})],
  ],
  'no-call-lost': [
    ['all by one key', async (ask) => void (await oldAndNew(ask, []))],
    ['the old key was revoked', async (ask) => void (await oldAndNew(ask, ['rotate', 'revoke']))],
    [
      'a call is lost in between',
      async (ask) => {
        const old = await oldAndNew(ask, ['rotate'], { 'wrong-audience': '1' })
        await showToken(ask, old)
      },
    ],
  ],
  'leaked-key': [
    [
      'a token of a key that was believed, refused for something else',
      async (ask) => {
        await playOnStage(ask, 5)
        await playOnStage(ask, 5, { 'wrong-audience': '1' })
      },
    ],
    ['a rotation', (ask) => playOnStage(ask, 6).then(() => {})],
  ],
  'taken-back': [
    good,
    ['somebody else asks for it', (ask) => playOnStage(ask, 10, { 'not-mine': '1' }).then(() => {})],
  ],
  'steal-a-token': [
    [
      'a token of the bench, which is nobody’s',
      async (ask) => {
        const token = await tokenForB(ask)
        await showToken(ask, token)
        await showToken(ask, token, 'servicec', 2)
      },
    ],
    [
      'a stolen one at B alone',
      async (ask) => {
        const { traceId } = await playOnStage(ask, 5)
        const { tokens } = await ask(`/api/plays/${traceId}/tokens`)
        await showToken(ask, tokens[0].token)
      },
    ],
  ],
  ...LAB_NEAR_MISSES,
  ...FURTHER_NEAR_MISSES,
}

/** What is nearly the solution of each step, and must not tick it. */
export const NEAR_MISSES: Readonly<Record<string, readonly NearMiss[]>> = Object.fromEntries(
  Object.entries(OTHER_REFUSALS).map(([id, misses]) => [
    id,
    [...misses, ...(TASK_NEAR_MISSES[id] ?? []), ...(MORE_WRONG_NEAR_MISSES[id] ?? [])],
  ]),
)
