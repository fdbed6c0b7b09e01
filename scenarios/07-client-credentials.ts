import { scenario } from './scenario.ts'

/** A key never leaves A; a secret is known to two, and travels. The token that comes back is the same. */
export default scenario({
  title: 'The caller finds the factory by discovery and proves who it is with its own key',
  story:
    'A finds out by discovery where the factory is. It proves who it is with a short-lived assertion that it signs itself, and gets an access token in return. The private key never leaves A.',
  caller: 'servicea',
  callees: ['serviceb'],
  trust: 'access-token',
  variants: {
    secret: 'the same with a shared secret, side by side',
    forbidden: 'A asks for a token for C, whom it may not call: the factory gives none',
  },
  async play(stage) {
    if (stage.hasVariant('forbidden')) return stage.call('servicec', await stage.accessToken('servicec'))

    const byKey = await stage.call('serviceb', await stage.accessToken('serviceb'))
    if (!stage.hasVariant('secret')) return byKey
    const bySecret = await stage.call('serviceb', await stage.accessToken('serviceb', { secret: true }))
    return { byKey, bySecret }
  },
})
