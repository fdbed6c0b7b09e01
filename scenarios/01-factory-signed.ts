import { scenario } from './scenario.ts'

export default scenario({
  title: 'The factory signs, and the factory is asked to verify',
  caller: 'servicea',
  callees: ['serviceb'],
  trust: 'ask-factory',
  variants: { 'factory-down': 'nobody answers at the factory, for this play alone' },
  async play(stage) {
    const token = await stage.tokenFromFactory('serviceb')
    return stage.call('serviceb', token)
  },
})
