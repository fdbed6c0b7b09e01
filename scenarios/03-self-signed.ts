import { scenario } from './scenario.ts'

export default scenario({
  title: 'The caller signs for itself, and the callee knows its public key',
  story:
    'No factory is involved. A signs with its own private key, and B checks the signature with the public key of A that it was given beforehand. B believes what A says about itself, and nobody else.',
  caller: 'servicea',
  callees: ['serviceb'],
  trust: 'pinned-key',
  async play(stage) {
    const token = await stage.selfSignedToken('serviceb')
    return stage.call('serviceb', token)
  },
})
