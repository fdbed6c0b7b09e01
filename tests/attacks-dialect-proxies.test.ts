import { describe, expect, test } from 'vitest'
import { CATALOGUE, type Attack, type AttackStep, type AttackWorld, type DialectParty } from '#attacks'
import {
  openKongParty,
  openMeshParty,
  openRelayParty,
  partyWorld,
  type OpenedParty,
} from './support/dialect-parties.ts'
import { playAtVerifier } from './support/jwtproxy-party.ts'

// The cases that are ways of Kong, of a mesh and of Piko, each against its party: there in its dialect, and gone without it.

type Play = (world: AttackWorld, steps: readonly AttackStep[]) => Promise<{ status: number | 'hung'; tokenGoesOn: boolean }> // prettier-ignore

const at =
  (open: (world: AttackWorld) => Promise<OpenedParty>): Play =>
  async (world, steps) => {
    const party = await open(world)
    const [step] = steps
    return step?.do === 'send' && steps.length === 1 ? party.send(step.request) : expect.fail('it sends one request')
  }

/** A gateway and a mesh have no strict way of their own: what they are put in place of is the strict verifier of the sidecars. */
const strictVerifier: Play = (world, steps) => playAtVerifier('strict', world, steps)

const PARTIES: Partial<Record<DialectParty, { dialect: Play; strict: Play }>> = {
  'kong-gateway': { dialect: at((world) => openKongParty(world, false)), strict: strictVerifier },
  'kong-gateway-anonymous': { dialect: at((world) => openKongParty(world, true)), strict: strictVerifier },
  'mesh-sidecar': { dialect: at(openMeshParty), strict: strictVerifier },
  'piko-relay': {
    dialect: at((world) => openRelayParty('piko', 'proxy', world)),
    strict: at((world) => openRelayParty('strict', 'proxy', world)),
  },
  'piko-agents': {
    dialect: at((world) => openRelayParty('piko', 'upstream', world)),
    strict: at((world) => openRelayParty('strict', 'upstream', world)),
  },
}

/** What the dialects do wrong. */
const IN_THE_DIALECT: Readonly<Record<string, readonly string[]>> = {
  'dialect-kong-forged-is-anonymous': ['200'],
  'dialect-kong-options-unchecked': ['200'],
  'dialect-kong-token-in-query': ['200'],
  'dialect-kong-token-goes-on': ['no-leak'],
  'dialect-mesh-preflight-unchecked': ['200'],
  'dialect-mesh-one-rule-is-enough': ['200'],
  'dialect-mesh-cookie-goes-on': ['no-leak'],
  'dialect-piko-no-endpoints-is-all': ['200', '200'],
  'dialect-piko-connect-is-listen': ['101'],
  'dialect-piko-token-goes-on': ['no-leak'],
}

const sentHere = CATALOGUE.filter(({ party }) => party !== undefined && party in PARTIES)

test('each weakness that no token alone shows is a case', () => {
  expect(sentHere.map(({ id }) => id)).toEqual(Object.keys(IN_THE_DIALECT))
})

async function statusesOf(attack: Attack, changed: boolean, kind: 'dialect' | 'strict') {
  const party = attack.party ?? expect.fail('it is sent to a party')
  const play = PARTIES[party]?.[kind] ?? expect.fail(`nobody opens ${party}`)
  const world = partyWorld(party)
  const attempts = await attack.make(world, changed)
  return Promise.all(attempts.map(({ steps }) => play(world, steps)))
}

describe.each(sentHere)('$id', (attack) => {
  test.each(['dialect', 'strict'] as const)('in the way: %s', async (kind) => {
    const outcomes = await statusesOf(attack, true, kind)
    const found = outcomes.flatMap(({ status, tokenGoesOn }) => [
      ...(attack.expects.some((right) => isRight(right, status)) ? [] : [String(status)]),
      ...(tokenGoesOn && (attack.watched?.includes('no-leak') ?? false) ? ['no-leak'] : []),
    ])
    expect(found).toEqual(kind === 'dialect' ? IN_THE_DIALECT[attack.id] : [])
  })

  test.each(['dialect', 'strict'] as const)('and without the change it is believed: %s', async (kind) => {
    for (const { status } of await statusesOf(attack, false, kind)) expect([101, 200]).toContain(status)
  })
})

/** `2xx`, or a status with a word behind it about its challenge. */
const isRight = (right: string, status: number | 'hung') =>
  right === '2xx' ? status === 200 : right.startsWith(String(status))
