import { expect, test } from 'vitest'
import type { AttackRequest, AttackWorld } from '#attacks'
import { systemClock } from '#core/clock'
import { attackWorld } from '../../../tests/support/attack-world.ts'
import type { Outcome } from '../answer.ts'
import type { IssuerSide } from '../issuer-side.ts'
import { doubtAtParty } from './at-party.ts'
import { casesNamed } from './target.fixture.ts'

const WORLD: AttackWorld = attackWorld()

/** What a service behind the target shows of the headers that it was sent. */
const toldBy = (shown: (bearer: string) => string) => {
  const [attack] = casesNamed('dialect-kong-token-goes-on')
  const answered = ({ headers }: AttackRequest): Outcome => {
    const sent = Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]))
    const authorization = shown(sent['authorization'] ?? '')
    const body = JSON.stringify({ headers: { authorization, 'x-probe-mark': sent['x-probe-mark'] } })
    return { kind: 'answered', answer: { status: 200, headers: [], body, milliseconds: 1 } }
  }
  const issuerSide: IssuerSide = {
    has: new Set(['issuer-key']),
    whyNot: () => '',
    world: () => WORLD,
    visitsTo: () => 0,
    close: async () => {},
  }
  const sender = { send: async (request: AttackRequest) => answered(request), close: async () => {} }
  const yardstick = { refusals: [], good: { status: 200, headers: [], body: '', milliseconds: 1 } }
  const outcome = answered({ method: 'GET', headers: [['Authorization', 'Bearer x']] })
  const played = { reading: { verdict: 'believed' }, outcome } as const
  const parts = { sender, atOnce: sender, issuerSide, yardstick, clock: systemClock }
  return doubtAtParty(attack!, played as never, [], parts as never) // as much of them as it looks at
}

test('a service that shows how each token begins was sent it', async () => {
  expect(await toldBy((bearer) => `${bearer.slice(0, 15)}…`)).toMatchObject({
    verdict: 'believed',
    finding: { kind: 'watch', sentence: expect.stringContaining('shows how it begins') },
  })
})

test('where all tokens seem to begin alike, another one may have gone on, and nobody can tell', async () => {
  expect(await toldBy(() => 'Bearer eyJhbGci…')).toMatchObject({ verdict: 'inconclusive' })
  expect(await toldBy(() => '[hidden]')).toMatchObject({ verdict: 'inconclusive' })
})
