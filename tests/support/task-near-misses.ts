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
import { RING, sendChanged, steal, whileBIsAhead } from './near-miss-moves.ts'

const STRANGER = { kind: 'stranger' }

async function sendBySecret(ask: AskConsole, alg: string, change: object = {}) {
  const claims = { ...claimsWrittenIn(await tokenForB(ask)), ...change }
  const more = {
    claims,
    header: { alg, typ: 'JWT' },
    material: 'a secret that is as long as one must be, and longer than that',
  }
  await showToken(ask, await signOnBench(ask, { kind: 'secret' }, more))
}

async function sendHalfSigned(ask: AskConsole) {
  const [, payload = ''] = (await tokenForB(ask)).split('.')
  const header = Buffer.from(JSON.stringify({ alg: 'HS256', typ: 'JWT' })).toString('base64url')
  await showToken(ask, [header, payload, ''].join('.'))
}

async function rotate(ask: AskConsole) {
  await ask('/api/keys', { process: 'jwt-factory', ringId: 'servicea', act: 'rotate' })
}

/** The refusal, the belief or the lack of both that the step is about, without a word of its task: scenario, caller, claims, order. */
export const TASK_NEAR_MISSES: Readonly<Record<string, readonly NearMiss[]>> = {
  'decode-is-not-verify': [
    [
      'the same at B in scenario 6',
      async (ask) => {
        const [header = '', payload = '', signature = ''] = (await tokenForB(ask)).split('.')
        const claims = { ...claimsWrittenIn([header, payload, signature].join('.')), sub: 'admin' }
        const changed = Buffer.from(JSON.stringify(claims)).toString('base64url')
        await showToken(ask, [header, changed, signature].join('.'), 'serviceb', 6)
      },
    ],
  ],
  'strangers-key': [
    ['a stranger’s token for somebody else', (ask) => sendChanged(ask, { aud: 'servicec' }, STRANGER)],
    ['a stranger’s token about somebody else', (ask) => sendChanged(ask, { sub: 'admin' }, STRANGER)],
  ],
  'algorithm-of-the-sender': [
    ['HS512', (ask) => sendBySecret(ask, 'HS512')],
    ['HS256, for somebody else', (ask) => sendBySecret(ask, 'HS256', { aud: 'servicec' })],
    ['HS256 and no signature', sendHalfSigned],
  ],
  'every-token-ends': [
    ['the clock of B is ahead, in scenario 7', (ask) => whileBIsAhead(ask, () => playOnStage(ask, 7))],
    [
      'the clock of B is ahead, and the token comes from the bench',
      (ask) => whileBIsAhead(ask, async () => showToken(ask, await tokenForB(ask))),
    ],
    ['a token that has ended, in scenario 5', (ask) => playOnStage(ask, 5, { expired: '1' }).then(() => {})],
    ['a token by its name', (ask) => playOnStage(ask, 5, { token: 'exp-5min-ago' }).then(() => {})],
    [
      'a token by its name, while the clock of B is ahead',
      (ask) => whileBIsAhead(ask, () => playOnStage(ask, 5, { token: 'valid' })),
    ],
  ],
  'neither-yes-nor-no': [['in scenario 6', (ask) => playOnStage(ask, 6, { 'keys-down': '1' }).then(() => {})]],
  'no-call-lost': [
    [
      'another token of the old key',
      async (ask) => {
        const other = await tokenForB(ask)
        await showToken(ask, await tokenForB(ask))
        await rotate(ask)
        await playOnStage(ask, 5)
        await showToken(ask, other)
      },
    ],
    [
      'A does not call: the token of the new key comes from the bench',
      async (ask) => {
        const old = await tokenForB(ask)
        await showToken(ask, old)
        await rotate(ask)
        await sendChanged(ask, {}, RING)
        await showToken(ask, old)
      },
    ],
    [
      'the old token is not shown again',
      async (ask) => {
        await showToken(ask, await tokenForB(ask))
        await rotate(ask)
        await playOnStage(ask, 5)
      },
    ],
  ],
  'steal-a-token': [
    ['a token of scenario 6', (ask) => steal(ask, 6, 2)],
    ['C in scenario 6', (ask) => steal(ask, 5, 6)],
  ],
}
