import type { Step } from '#core/trace/step'
import { playOnStage } from '../bench-moves.ts'
import { BY_KEY_SET, tickByPlay } from '../plays-seen.ts'
import type { WorkshopStep } from '../step.ts'

/** Whatever it got for an answer then: none, an error, a page, or nothing at all. */
const asksForKeys = ({ who, verb, to, what }: Step) =>
  who === 'serviceb' && verb === 'asks' && to === 'jwt-factory' && what.startsWith('for its key set')

export const neitherYesNorNo: WorkshopStep = {
  id: 'neither-yes-nor-no',
  track: 'workshop',
  title: 'Neither yes nor no',
  task: 'Take the key set away from B, and let A call it in scenario 5: B must say that it cannot decide.',
  where: { page: '/?scenario=5', label: 'Stage' },
  why: 'A verifier without keys knows nothing of a token: it must not believe it, and it should not call it bad either, for then callers throw good tokens away. On 14 December 2020 the service that knows the accounts of Google had no room to write, and for 47 minutes nobody there could tell whether a request was authenticated. The services answered with errors of the 5xx kind to nearly all of them. That was expensive, and it was right: nobody was let in.',
  source: { text: 'Google Cloud, incident 20013', url: 'https://status.cloud.google.com/incident/zall/20013' },
  hints: [
    'B keeps a key set for a while. It has to be asked for at a moment at which it cannot be had.',
    'Scenario 5 has a switch for that: somebody else breaks the way to the keys for this play alone.',
    'On the stage choose scenario 5, switch on "keys-down", and play. B answers 503, and no token was called bad.',
  ],
  code: {
    file: 'core/key-sources/remote-keys.ts',
    find: "throw new KeysUnavailable('the key set of the issuer cannot be fetched', { cause })",
    instead: "throw new TokenRejected('unknown-key', { cause })",
  },
  check: ({ plays }) =>
    tickByPlay(plays, ({ scenario, caller, outcome, status, steps }) => {
      if (scenario !== BY_KEY_SET || caller !== 'servicea') return undefined
      if (outcome.outcome !== 'cannot-decide' || outcome.who !== 'serviceb') return undefined
      if (!steps.some(asksForKeys)) return undefined
      return `Service B could not fetch the keys, and said so: ${status}. It has neither believed nor refused.`
    }),
  async solution(ask) {
    await playOnStage(ask, BY_KEY_SET, { 'keys-down': '1' })
  },
}
