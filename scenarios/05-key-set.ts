import { scenario } from './scenario.ts'

/** Scenario 1 with one difference: B has the factory's public keys and does not ask. Compare the steps. */
export default scenario({
  title: 'The factory signs, and the callee verifies by itself with the published key set',
  story:
    'The factory signs, as in the first scenario, but B does not ask. It fetches the public keys of the factory once and checks by itself: no call for each token, and the factory may be away meanwhile.',
  caller: 'servicea',
  callees: ['serviceb'],
  trust: 'key-set',
  variants: {
    'wrong-audience': 'A gets a token for C and sends it to B',
    'keys-down': 'B has no keys yet, and the key set cannot be fetched, for this play alone',
    'slow-keys': 'B has no keys yet, and the key set takes its time, for this play alone',
  },
  onlyOurs: { 'keys-down': 'serviceb', 'slow-keys': 'serviceb' },
  async play(stage) {
    const token = await stage.tokenFromFactory(stage.hasVariant('wrong-audience') ? 'servicec' : 'serviceb')
    return stage.call('serviceb', token)
  },
})
