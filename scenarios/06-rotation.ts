import { scenario } from './scenario.ts'

/**
 * Whoever verifies by itself knows what it fetched last. A retired key is still published, so its tokens live on; a
 * revoked one is gone, but B believes it until it fetches the key set again: when it meets a key that it does not know,
 * or at max-age (a minute) at the latest.
 */
export default scenario({
  title: 'The key changes while the caller keeps calling',
  story:
    'The factory takes a new key while A keeps calling. Tokens of the old key stay good as long as that key is published. A key that has leaked is revoked, and B hears of it when it next fetches the key set.',
  caller: 'servicea',
  callees: ['serviceb'],
  trust: 'key-set',
  changes: 'the keys that sign the tokens of A',
  variants: {
    emergency: 'the old key has leaked: it is revoked, instead of living on for the tokens that it signed',
    'keys-down': 'B has no keys yet, and the key set cannot be fetched, for this play alone',
    'slow-keys': 'B has no keys yet, and the key set takes its time, for this play alone',
  },
  onlyOurs: { 'keys-down': 'serviceb', 'slow-keys': 'serviceb' },
  async play(stage) {
    const old = await stage.tokenFromFactory('serviceb')
    const before = await stage.call('serviceb', old)

    await stage.prepareKey()
    await stage.renewKey()
    if (stage.hasVariant('emergency')) {
      await stage.revokeKeyOf(old)
      await stage.renewKey() // to a key that B cannot know yet, should the first one have been published before
    }
    const meanwhile = await stage.call('serviceb', old) // B has not heard of it

    const fresh = await stage.tokenFromFactory('serviceb')
    const after = await stage.call('serviceb', fresh) // an unknown key: B fetches the key set
    const late = await stage.call('serviceb', old)
    return { before, meanwhile, after, late }
  },
})
