import { scenario } from './scenario.ts'

export default scenario({
  title: 'The factory signs, and the factory is asked to verify',
  story:
    'A has no key. It asks the factory for a token for B and sends it along. B has no key either: it asks the factory whether the token is good.',
  caller: 'servicea',
  callees: ['serviceb'],
  trust: 'ask-factory',
  variants: { 'factory-down': 'nobody answers at the factory, for this play alone' },
  async play(stage) {
    const token = await stage.tokenFromFactory('serviceb')
    return stage.call('serviceb', token)
  },
})
