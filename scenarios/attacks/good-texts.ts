import { REFUSED_GOOD, type AttackRow } from './attack.ts'
import { bearing } from './making/bearing.ts'

/** Good tokens that are written in another way, which JSON allows. */
export const GOOD_TEXTS: readonly AttackRow[] = [
  {
    id: 'ok-json-whitespace',
    title: 'There is white space in header and claims',
    class: 'MUST',
    severity: REFUSED_GOOD,
    references: ['RFC 7519 §7.1', 'Wycheproof JWS 376, 377'],
    needs: ['issuer-key'],
    expects: ['2xx'],
    make: bearing({
      headerText: (json) => JSON.stringify(JSON.parse(json), null, 2),
      payloadText: (json) => JSON.stringify(JSON.parse(json), null, '\t'),
    }),
  },
  {
    id: 'ok-json-escapes',
    title: 'Names and values are written with escapes',
    class: 'MUST',
    severity: REFUSED_GOOD,
    references: ['RFC 7515 §5.3'],
    needs: ['issuer-key'],
    expects: ['2xx'],
    make: bearing({
      payloadText: (json) => json.replace('"iss"', String.raw`"\u0069ss"`).replaceAll('/', String.raw`\/`),
    }),
  },
  {
    id: 'ok-json-order',
    title: 'The members are in another order',
    class: 'MUST',
    severity: REFUSED_GOOD,
    references: ['RFC 8259 §4'],
    needs: ['issuer-key'],
    expects: ['2xx'],
    make: bearing({ headerText: backwards, payloadText: backwards }),
  },
]

function backwards(json: string): string {
  return JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(json) as object).toReversed())) // it is one: we wrote it
}
