import { scenario } from './scenario.ts'
import type { RelayParty, Stage } from './stage.ts'

/** The endpoint for which the agent of B listens. */
const OF_B = 'serviceb'

/** Ours, and one that does as Piko does: the same request shows where they differ. */
async function atBoth(act: (relay: RelayParty) => Promise<unknown>): Promise<Record<string, unknown>> {
  return { relay: await act('relay'), 'piko-relay': await act('piko-relay') }
}

/** B has no open port: its agent dials out, and whoever wants to reach it needs a token for its endpoint. */
export default scenario({
  title: 'B has no open port: a relay lets in whoever has a token for its endpoint',
  story:
    'B listens on a socket alone. Its agent dials a relay, and shows a token that lets it listen for the endpoint "serviceb". A asks there, with a token that allows this endpoint and no other. The relay keeps the token, and hands the request on through the connection of the agent. A second one does as Piko does.',
  caller: 'servicea',
  callees: ['serviceb'],
  trust: 'relay',
  calls: {
    servicea: ['relay', 'piko-relay'],
    relay: ['agent'],
    'piko-relay': ['agent'],
    agent: ['serviceb'],
  },
  variants: {
    'other-endpoint': 'the token is for the endpoint of C, and A asks for that of B: both relays refuse it',
    'listen-elsewhere':
      'A dials as an agent, to take the place of C: ours refuses, for listening is a right of its own; to Piko it is the one to connect',
    'expired-live':
      'the token ends while A is connected: both relays cut who listens, and Piko leaves who is connected',
    'stolen-by-upstream': 'the relay of Piko hands the token on to B, so B can use it in the place of A',
    'empty-list': 'the token names no endpoint: ours takes that for none, and Piko for all of them',
    'both-headers':
      'A has a token for B, too: each has a header of its own, and a bad one is not made good by the other',
    'wrong-key': 'A signs its token itself, and no relay believes that it is of the factory',
  },
  async play(stage) {
    if (stage.hasVariant('other-endpoint')) return refusedAtBoth(stage, { connect: ['servicec'] })
    if (stage.hasVariant('wrong-key')) return refusedAtBoth(stage, { connect: [OF_B], signer: 'itself' })
    if (stage.hasVariant('empty-list')) return refusedAtBoth(stage, { connect: [] })
    if (stage.hasVariant('expired-live'))
      return atBoth((relay) => stage.outliveToken(relay, { connect: OF_B, listen: 'servicea' }))
    if (stage.hasVariant('listen-elsewhere')) {
      const token = await stage.relayToken({ connect: ['servicec'] })
      return atBoth(async (relay) => ({
        'for C': await stage.listenAtRelay(relay, 'servicec', token),
        'for B': await stage.listenAtRelay(relay, OF_B, token),
      }))
    }
    const token = await stage.relayToken({ connect: [OF_B] })
    if (stage.hasVariant('both-headers')) {
      const own = await stage.tokenFromFactory('serviceb')
      return {
        'the right way': await stage.askRelay('relay', OF_B, token, { own }),
        'the wrong way': await stage.askRelay('relay', OF_B, own, { own: token }),
      }
    }
    if (stage.hasVariant('stolen-by-upstream')) {
      const received = await atBoth((relay) => stage.askRelay(relay, OF_B, token))
      return {
        ...received,
        'whoever got it': await stage.askRelay('piko-relay', OF_B, token, { asWhoeverGotIt: true }),
      }
    }
    return stage.askRelay('relay', OF_B, token)
  },
})

async function refusedAtBoth(stage: Stage, wanted: Parameters<Stage['relayToken']>[0]): Promise<unknown> {
  const token = await stage.relayToken(wanted)
  return atBoth((relay) => stage.askRelay(relay, OF_B, token))
}
