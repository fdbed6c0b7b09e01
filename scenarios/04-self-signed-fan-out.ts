import { scenario } from './scenario.ts'

export default scenario({
  title: 'Self-signed for two callees at once: one token each',
  story:
    'A signs one token for B and one for C. Both know the public key of A. Neither token is of use at the other one.',
  caller: 'servicea',
  callees: ['serviceb', 'servicec'],
  trust: 'pinned-key',
  async play(stage) {
    const [serviceB, serviceC] = await stage.atOnce(['serviceb', 'servicec'], async (callee) => {
      const token = await stage.selfSignedToken(callee)
      return stage.call(callee, token)
    })
    return { serviceB, serviceC }
  },
})
