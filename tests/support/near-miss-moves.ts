import { Buffer } from 'node:buffer'
import {
  claimsWrittenIn,
  playOnStage,
  showToken,
  signOnBench,
  tokenForB,
} from '../../apps/console/workshop/bench-moves.ts'
import type { AskConsole } from '../../apps/console/workshop/step.ts'

export const RING = { kind: 'ring', name: 'servicea' }

export async function sendChanged(ask: AskConsole, change: object, signer: object = RING, to = 'serviceb') {
  const claims = { ...claimsWrittenIn(await tokenForB(ask)), ...change }
  await showToken(ask, await signOnBench(ask, signer, { claims }), to)
}

/** Cut at its end: the claims are what they were. */
export async function sendCut(ask: AskConsole) {
  const token = await tokenForB(ask)
  const other = Buffer.from(token.split('.')[2] ?? '', 'base64url')
  other[0] = (other[0] ?? 0) ^ 1
  await showToken(ask, [...token.split('.').slice(0, 2), other.toString('base64url')].join('.'))
}

/** Other claims, whose signature is made of that of the good one. */
export async function sendUnsigned(ask: AskConsole, change: object, sign: (signature: string) => string) {
  const token = await tokenForB(ask)
  const [header = '', , signature = ''] = token.split('.')
  const payload = Buffer.from(JSON.stringify({ ...claimsWrittenIn(token), ...change })).toString('base64url')
  await showToken(ask, [header, payload, sign(signature)].join('.'))
}

/** Shows a token, changes keys, plays scenario 5, and shows the old token again. */
export async function oldAndNew(ask: AskConsole, acts: readonly string[], query: Record<string, string> = {}) {
  const old = await tokenForB(ask)
  const { kid } = JSON.parse(Buffer.from(old.split('.')[0] ?? '', 'base64url').toString())
  await showToken(ask, old)
  for (const act of acts)
    await ask('/api/keys', { process: 'jwt-factory', ringId: 'servicea', act, ...(act === 'revoke' && { kid }) })
  await playOnStage(ask, 5, query)
  await showToken(ask, old)
  return old
}

/** Takes the raw token of A out of a play, and shows it to B in scenario 5, and to C. */
export async function steal(ask: AskConsole, scenario: number, atC: number) {
  const { traceId } = await playOnStage(ask, scenario)
  const { tokens } = await ask(`/api/plays/${traceId}/tokens`)
  await showToken(ask, tokens[0].token)
  await showToken(ask, tokens[0].token, 'servicec', atC)
}

/** With the clock of B two hours ahead. */
export async function whileBIsAhead(ask: AskConsole, act: () => Promise<unknown>) {
  await ask('/api/control/clock', { to: ['serviceb'], change: { advance: '2h' } }, 'PUT')
  await act()
  await ask('/api/control/reset', { to: ['serviceb'] })
}
