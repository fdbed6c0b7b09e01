import { scenario } from './scenario.ts'

/** Neither A nor B has a line of token code: proxies beside them sign and verify. */
export default scenario({
  title: 'Sidecars sign and verify; neither service has a line of token code',
  story:
    'A and B speak plain HTTP. A signer beside A adds a token to what A sends. A verifier before B lets through what has a good token, and keeps the token to itself. It finds the keys of the signer in a registry at the factory. B listens on a socket, so that nobody can walk around its verifier.',
  caller: 'servicea',
  callees: ['serviceb'],
  trust: 'sidecars',
  calls: { servicea: ['signer'], signer: ['verifier'], verifier: ['serviceb'] },
  changes: 'with rotate, the signer has a new key',
  variants: {
    replay: 'the signer sends the same token twice: the verifier believes it once',
    'wrong-audience': 'the signer writes another audience into the token than it sends it to',
    tampered: 'somebody changes a claim after the signer has signed',
    'no-proxy': 'A asks the verifier itself, without its signer: there is no token',
    rotate: 'the signer has a new key for the second call, and tells the registry',
    'registry-down': 'the verifier knows no key yet and the registry is away, for this play alone',
  },
  async play(stage) {
    if (stage.hasVariant('no-proxy')) return stage.askPlainly('serviceb', 'without its signer')
    const first = await stage.askPlainly('serviceb')
    if (stage.hasVariant('rotate')) {
      await stage.rotateSignerKey()
      return { before: first, after: await stage.askPlainly('serviceb') }
    }
    return stage.hasVariant('replay') ? { first, second: await stage.askPlainly('serviceb') } : first
  },
})
