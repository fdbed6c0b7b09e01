import type { AttackRow } from '../../scenarios/attacks/attack.ts'
import { bearing } from '../../scenarios/attacks/making/bearing.ts'
import { claimIs } from '../../scenarios/attacks/making/words.ts'

/** As it would stand in scenarios/attacks/audience.ts. */
export const AUDIENCE_ATTACKS: readonly AttackRow[] = [
  {
    id: 'aud-padded',
    title: 'Our name has a space behind it',
    class: 'MUST',
    severity: { level: 'medium', cwe: 284 },
    references: ['RFC 7519 §4.1.3', 'RFC 7519 §7.3'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing(({ target }) => claimIs('aud', `${target.audience} `)),
  },
]
