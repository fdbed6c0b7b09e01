import { scenario } from './scenario.ts'
import type { Stage } from './stage.ts'

function habits({ hasVariant }: Stage) {
  const stubborn = hasVariant('stubborn')
  return { reuse: stubborn || hasVariant('reuse'), stubborn }
}

/** B gets a token of its own for C. A token that C took from B would be one that B can use as A, everywhere. */
export default scenario({
  title: 'A calls B, and B calls C: each hop has a token for its own audience',
  story:
    'B needs C to answer A. It does not hand on the token of A: that is for B alone. It gets one of its own for C, so nobody in the chain holds a token that opens more than the next door.',
  caller: 'servicea',
  callees: ['serviceb', 'servicec'],
  trust: 'access-token',
  calls: { servicea: ['serviceb'], serviceb: ['servicec'] },
  variants: {
    'pass-through': "B hands A's token on to C, and C refuses it",
    reuse:
      'A and B use their tokens again, for most of their life; one that is refused is replaced, once. Let time pass, and play it again',
    stubborn:
      'A and B use their tokens again, and one that is refused is not replaced: it is used until its time is over. Let time pass, and play it again',
  },
  onlyOurs: { 'pass-through': 'serviceb' },
  async play(stage) {
    const token = await stage.accessToken('serviceb', habits(stage))
    return stage.call('serviceb', token)
  },
  serve: {
    async serviceb(stage, received) {
      const own = () => stage.accessToken('servicec', habits(stage))
      const token = stage.hasVariant('pass-through') ? received.token : await own()
      return { servicec: await stage.call('servicec', token) }
    },
  },
})
