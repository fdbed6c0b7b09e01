import { withHeaders } from './making/sending.ts'
import type { AttackRequest } from './making/steps.ts'

/**
 * Ways to bring a good token that every service must accept, by what is odd about them. They are no cases of their own: whoever
 * refuses one breaks callers that keep to the standard (RFC 9110 §5.1, §5.5, §11.1, RFC 6750 §2.1).
 */
export function goodForms(token: string): Readonly<Record<string, AttackRequest>> {
  const under = (scheme: string) => withHeaders(['Authorization', `${scheme} ${token}`])
  return {
    'the scheme in small letters': under('bearer'),
    'the scheme in capital letters': under('BEARER'),
    'the scheme in mixed letters': under('BeArEr'),
    'the name of the header in small letters': withHeaders(['authorization', `Bearer ${token}`]),
    'the name of the header in capital letters': { ...withHeaders(['AUTHORIZATION', `Bearer ${token}`]), raw: true },
    'two spaces behind the scheme': under('Bearer '),
    'nine spaces behind the scheme': under(`Bearer${' '.repeat(8)}`),
    'white space around the value': { ...withHeaders(['Authorization', `  Bearer ${token} \t`]), raw: true },
  }
}
