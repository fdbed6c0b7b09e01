import { scenario } from './scenario.ts'

export default scenario({
  title: 'The same for two callees at once: one token each',
  story:
    'A calls B and C at the same time. Each gets a token of its own, because a token names whom it is for. If one of the two is refused, the other is not.',
  caller: 'servicea',
  callees: ['serviceb', 'servicec'],
  trust: 'ask-factory',
  async play(stage) {
    const [serviceb, servicec] = await stage.atOnce(['serviceb', 'servicec'], async (callee) => {
      const token = await stage.tokenFromFactory(callee)
      return stage.call(callee, token)
    })
    return { serviceb, servicec }
  },
})
