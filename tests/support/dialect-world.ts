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

/** A gateway without a store takes tokens of one type, whoever signs them. */
const ofStateless = attackWorld({ type: 'JWT', leewaySeconds: 0 })

/** In which a dialect is asked. */
export function dialectWorld(dialect: string): AttackWorld {
  if (dialect === 'stoke') return ofStoke
  return dialect === 'kong-stateless' ? ofStateless : plain
}

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
