import { runInLab } from '../../apps/console/workshop/runs-seen.ts'
import type { NearMiss } from './further-near-misses.ts'

const inLab = (
  name: string,
  ...runs: Parameters<typeof runInLab> extends [unknown, ...infer Run] ? Run[] : never
): NearMiss => [
  name,
  async (ask) => {
    for (const run of runs) await runInLab(ask, ...run)
  },
]

const judging = (named: string): NearMiss => [
  `the token "${named}"`,
  async (ask) => void (await ask('/control/judge', { named })),
]

const ELSEWHERE = 'serviceb-scenario5'
const GATEWAY = 'plugin-gateway'

/** Those of the steps for security people. */
export const LAB_NEAR_MISSES: Readonly<Record<string, readonly NearMiss[]>> = {
  'signature-of-zeros': [inLab('another target', ['sig-ecdsa-zero', ELSEWHERE])],
  'encrypted-is-not-signed': [inLab('another case, refused by the same check', ['jwe-to-jws-only'])],
  'once-and-never-again': [inLab('another target', ['te-assertion-replay', 'servicec-scenario8'])],
  'one-case-two-doors': [
    inLab('the gateway alone', ['exp-past', GATEWAY]),
    inLab('refused for something else', ['exp-missing', GATEWAY], ['exp-missing']),
    inLab('another case at each', ['exp-missing', GATEWAY], ['exp-past']),
  ],
  'many-judges': ['valid', 'exp-5min-ago', 'two-headers', 'iat-in-10min'].map(judging),
}
