import { playOnStage } from '../bench-moves.ts'
import { isRefusedBy, lookedAtBy, tickByPlay } from '../plays-seen.ts'
import type { WorkshopStep } from '../step.ts'

export const takenBack: WorkshopStep = {
  id: 'taken-back',
  track: 'workshop',
  title: 'One token is taken back',
  task: 'Revoke a token that is still good, and find the service that notices: it refuses what its own check believes.',
  where: { page: '/', label: 'Stage' },
  why: 'No key can be taken away because of one stolen token, and its signature stays good. Only whoever signed knows that it was revoked, and has to be asked (RFC 7662). In April 2022 somebody used OAuth tokens that had been issued to Heroku and Travis CI, and stolen, to download private repositories of dozens of organisations from GitHub. All of these tokens were genuine. What ended it was that they were revoked: a token that is looked up when it comes can be taken back.',
  source: {
    text: 'GitHub, security alert: stolen OAuth user tokens',
    url: 'https://github.blog/2022-04-15-security-alert-stolen-oauth-user-tokens/',
  },
  hints: [
    'Whoever verifies by itself cannot know of it. Find the scenario in which B asks the factory about each token.',
    'It is scenario 10. B looks at the token twice there: by itself, and by asking.',
    'On the stage play scenario 10 without a variant, and open its trace: after the revocation B still believes the token by itself, and refuses it as the factory says.',
  ],
  code: {
    file: 'core/access/introspection.ts',
    find: 'const verdict = decide(await introspect(token, context), local, trust, clock.now() / 1000)',
    instead: 'const verdict = local',
  },
  check: ({ plays }) =>
    tickByPlay(plays, (play) => {
      if (!isRefusedBy(play, 'jwt-factory', 'revocation', 'revoked-token')) return undefined
      const isBelievedAlone = lookedAtBy(play, 'serviceb').at(-1)?.isBelieved === true
      const isRefused = play.steps.some(({ who, verb }) => who === 'serviceb' && verb === 'refuses')
      if (!isBelievedAlone || !isRefused) return undefined
      return 'Service B found the token good by itself, asked the factory, and refused it: it was revoked.'
    }),
  async solution(ask) {
    await playOnStage(ask, 10)
  },
}
