import { expect, onTestFinished } from 'vitest'
import type { PeerFault } from './peer-faults.ts'
import type { Answer } from './sandbox.ts'
import type { LonelySandbox, PeerName } from './stand-ins.ts'
import type { FakePeer } from './tls-peer.ts'

/** Much more than a play takes on a busy machine, and half of what A itself waits for its peers. */
const IN_TIME = 60_000

export const DOWN = { status: 502, type: 'urn:jwt-sandbox:problem:peer-unreachable' }

/** @param patience how long the caller waits, in milliseconds; for ever otherwise */
export async function play(sandbox: LonelySandbox, path: string, patience?: number): Promise<Answer> {
  const begin = performance.now()
  const headers = patience === undefined ? {} : { 'x-request-timeout-ms': String(patience) }
  const answer = await sandbox.plain('servicea', path, { headers })
  expect(performance.now() - begin, `${path} in time`).toBeLessThan(IN_TIME)
  return answer
}

export function expectProblem(answer: Answer, peer: PeerName, expected: { status: number; type: string }): void {
  const { status, headers, body } = answer
  expect(body).toMatchObject({ ...expected, peer, traceId: expect.stringMatching(/^[0-9a-f]{32}$/) })
  expect(body.detail).toContain(peer)
  expect(status).toBe(expected.status)
  expect(headers['content-type']).toBe('application/problem+json')
}

/** So that a play ends at all whose peer says nothing. Other faults are told at once, however slow the machine is. */
export const patienceWith = ({ expect }: PeerFault, milliseconds: number): number | undefined =>
  expect.status === 504 ? milliseconds : undefined

/** Puts a faulty peer at the address of the real one, until the test ends or until it is closed. */
export async function bringFault(sandbox: LonelySandbox, peer: PeerName, { open }: PeerFault): Promise<FakePeer> {
  const fake = await open(await sandbox.identity(peer), sandbox.portOf[peer])
  onTestFinished(() => fake.close())
  return fake
}
