import { scenario } from './scenario.ts'

export default scenario({
  title: 'The caller signs for itself, and the callee knows its public key',
  caller: 'servicea',
  callees: ['serviceb'],
  trust: 'pinned-key',
  async play(stage) {
    const token = await stage.selfSignedToken('serviceb')
    return stage.call('serviceb', token)
  },
})
