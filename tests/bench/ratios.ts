import { PLAYS, VERIFY_UNCONTROLLED } from './cases.ts'
import { GATEWAY_RATIOS } from './gateways/cases.ts'
import { MESH_RATIOS } from './mesh/cases.ts'
import { PEOPLE_RATIOS } from './people/cases.ts'
import { RELAY_RATIOS } from './relay/cases.ts'
import { SIDECAR_RATIOS } from './sidecars/cases.ts'

/** A figure that is held against its limits. Each side is a sum of rows: CPU, all from one round on one machine. */
export interface Ratio {
  name: string
  of: readonly string[]
  /** A row that stands here twice counts twice. */
  by: readonly (string | { row: string; times: number })[]
  /** Not more than this. */
  aim?: number
}

/** What our own code may cost in addition to what nobody could do without. */
const OWN_SHARE = 1.3

export const RATIOS: readonly Ratio[] = [
  ...PLAYS.map(({ number, tokens }) => ({
    name: `scenario ${number} / (bare chain + its signatures and verifications)`,
    of: [`scenario ${number}`],
    by: [
      `bare chain ${number}`,
      ...Array(tokens).fill('crypto sign ES256'),
      ...Array(tokens).fill('crypto verify ES256'),
    ],
    aim: OWN_SHARE,
  })),
  ...(['ES256', 'RS256'] as const).flatMap((algorithm) => [
    toHello('/issueToken', 'claims', algorithm, 'sign'),
    toHello('/verify', 'a token', algorithm, 'verify'),
    toHello('/token', 'a form', algorithm, 'sign'),
  ]),
  {
    name: 'POST /verify with nothing set / with CONTROL=off',
    of: ['POST /verify ES256'],
    by: [VERIFY_UNCONTROLLED],
    aim: 1.05,
  },
  { name: 'scenario 5 / scenario 1', of: ['scenario 5'], by: ['scenario 1'] },
  { name: 'B of scenario 5 / scenario 1', of: ['B of scenario 5'], by: ['scenario 1'], aim: 0.5 },
  // Both pay for the signature of a token that is new to them, so this one has no aim.
  { name: 'B of scenario 5 / B of scenario 1', of: ['B of scenario 5'], by: ['B of scenario 1'] },
  {
    name: 'the same with a token that is seen again',
    of: ['B of scenario 5, one token'],
    by: ['B of scenario 1, one token'],
    aim: 0.5,
  },
  {
    name: 'pass-through, core/http/forward / undici by hand',
    of: ['pass-through, core/http/forward'],
    by: ['pass-through, undici by hand'],
    aim: OWN_SHARE,
  },
  ...SIDECAR_RATIOS,
  ...MESH_RATIOS,
  ...GATEWAY_RATIOS,
  ...RELAY_RATIOS,
  ...PEOPLE_RATIOS,
  { name: 'scenario 1 / hello, Express', of: ['scenario 1'], by: ['hello, Express'] },
  { name: 'hello, Express / hello, node:http', of: ['hello, Express'], by: ['hello, node:http'] },
]

function toHello(path: string, body: string, algorithm: string, act: 'sign' | 'verify'): Ratio {
  return {
    name: `POST ${path} ${algorithm} / (a hello that reads ${body} + crypto ${act})`,
    of: [`POST ${path} ${algorithm}`],
    by: [`hello that reads ${body}`, `crypto ${act} ${algorithm}`],
    aim: OWN_SHARE,
  }
}
