import { CATALOGUE, type Attack, type AttackWorld } from '#attacks'
import { attackWorld } from './attack-world.ts'

const plain = attackWorld({ type: 'at+jwt', leewaySeconds: 0 })

/** Tokens of Stoke have a list of audiences, always (ST-5). */
const ofStoke: AttackWorld = {
  ...plain,
  good(algorithm) {
    const { header, claims } = plain.good(algorithm)
    return { header, claims: { ...claims, aud: [claims['aud']] } }
  },
}

/** In which a judge is asked. */
export const dialectWorld = (judge: string): AttackWorld => (judge === 'stoke' ? ofStoke : plain)

/** What a system has in front of a service that is asked by single requests. */
const HAS = new Set<Attack['needs'][number]>([
  'issuer-key',
  'good-token',
  'two-good-tokens',
  'published-keys',
  'second-issuer',
  'key-set',
  'raw-socket',
  'listener',
])

/** What a judge can be asked about. */
export const SENT_TO_DIALECTS: ReadonlySet<Attack> = new Set(
  CATALOGUE.filter(({ needs }) => needs.every((need) => HAS.has(need))),
)
