import { scenario } from './scenario.ts'

/** In scenario 8 C sees B alone. Here it sees for whom B acts: `sub` is A, `act.sub` is B, and B's rights are A's. */
export default scenario({
  title: 'B calls C on behalf of A: it exchanges the token, and C sees both',
  story:
    'B acts for A. It exchanges the token of A for one that names both: A, for whom it acts, and B, who acts. C can see the whole chain and decide by it.',
  caller: 'servicea',
  callees: ['serviceb', 'servicec'],
  trust: 'access-token',
  calls: { servicea: ['serviceb'], serviceb: ['servicec'] },
  variants: { 'wider-scope': 'A asks for no rights, B for some all the same: the factory gives none' },
  onlyOurs: { 'wider-scope': 'serviceb' },
  async play(stage) {
    const token = await stage.accessToken('serviceb', stage.hasVariant('wider-scope') ? {} : { scope: 'orders.read' })
    return stage.call('serviceb', token)
  },
  serve: {
    async serviceb(stage, received) {
      const token = await stage.exchangeToken(received.token, 'servicec', { scope: 'orders.read' })
      return { servicec: await stage.call('servicec', token) }
    },
  },
})
