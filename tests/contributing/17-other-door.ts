import { scenario } from '../../scenarios/scenario.ts'

export default scenario({
  title: 'A knocks at the wrong door',
  story: 'A has a token for B and shows it to C. C has the right key and a good signature, and refuses all the same.',
  caller: 'servicea',
  callees: ['servicec'],
  trust: 'key-set',
  play: async (stage) => stage.call('servicec', await stage.tokenFromFactory('serviceb')),
})
