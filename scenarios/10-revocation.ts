import { scenario } from './scenario.ts'

/**
 * B asks the factory and checks by itself too. After the revocation the factory says no at once; what B finds by itself
 * (`locally`) is a good token until it expires.
 */
export default scenario({
  title: 'A token is revoked: introspection knows at once, local verification does not',
  story:
    'A token that is still valid is taken back. Whoever asks the factory about each token knows at once. Whoever only checks the signature keeps believing it until it expires.',
  caller: 'servicea',
  callees: ['serviceb'],
  trust: 'introspection',
  changes: 'what the factory keeps of revoked tokens',
  variants: { 'not-mine': 'B, not A, tells the factory to revoke the token: only its owner can' },
  onlyOurs: { 'not-mine': 'serviceb' },
  async play(stage) {
    const token = await stage.accessToken('serviceb')
    const before = await stage.call('serviceb', token)
    if (!stage.hasVariant('not-mine')) await stage.revoke(token)
    const after = await stage.call('serviceb', token)
    return { before, after }
  },
  serve: {
    async serviceb(stage, received) {
      if (stage.hasVariant('not-mine')) await stage.revoke(received.token)
      return {}
    },
  },
})
