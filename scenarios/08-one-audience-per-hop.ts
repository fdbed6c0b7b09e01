import { scenario } from './scenario.ts'

/** B gets a token of its own for C. A token that C took from B would be one that B can use as A, everywhere. */
export default scenario({
  title: 'A calls B, and B calls C: each hop has a token for its own audience',
  caller: 'servicea',
  callees: ['serviceb', 'servicec'],
  trust: 'access-token',
  variants: {
    'pass-through': "B hands A's token on to C, and C refuses it",
    reuse: 'A and B use their tokens again, for most of their life',
  },
  async play(stage) {
    const token = await stage.accessToken('serviceb', { reuse: stage.hasVariant('reuse') })
    return stage.call('serviceb', token)
  },
  serve: {
    async serviceb(stage, received) {
      const reuse = stage.hasVariant('reuse')
      const token = stage.hasVariant('pass-through') ? received.token : await stage.accessToken('servicec', { reuse })
      return { servicec: await stage.call('servicec', token) }
    },
  },
})
