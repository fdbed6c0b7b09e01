import type { AttackRow } from './attack.ts'
import { askAbout, askEndpoint, basicOf, clientsOf, formRequest } from './making/asking.ts'
import { playing } from './making/bearing.ts'
import { makeToken } from './making/make-token.ts'
import { expiredSince } from './making/words.ts'

/** What an issuer says about tokens, and how it takes them back (RFC 7662, RFC 7009). */
export const INTROSPECTION_ATTACKS: readonly AttackRow[] = [
  {
    id: 'in-unauthenticated',
    title: 'Somebody who does not say who it is asks about a token',
    class: 'MUST',
    severity: { level: 'high', cwe: 306 },
    references: ['RFC 7662 §2.1, §4'],
    needs: ['client'],
    expects: ['401'],
    make: playing(async (world, changed) => {
      const token = await makeToken(world)
      const request = formRequest([['token', token]], ...(changed ? [] : [basicOf(clientsOf(world)[0])]))
      return { steps: [askEndpoint('introspection', request)], tokens: [token] }
    }),
  },
  {
    id: 'in-garbage',
    title: 'A client asks about what is no good token: the answer is the same small one',
    class: 'MUST',
    severity: { level: 'medium', cwe: 203 },
    references: ['RFC 7662 §2.2, §4'],
    needs: ['client'],
    expects: ['200'],
    watched: ['inactive-alone'],
    make: playing((world, changed) =>
      Promise.all(
        Object.entries({
          garbage: { spelled: () => 'garbage' },
          'of another issuer': { claims: { iss: 'https://evil.test' } },
          expired: expiredSince(world, 3600),
        }).map(async ([label, defect]) => {
          const token = await makeToken(world, changed ? defect : {})
          return { label, steps: [askAbout(world, token)], tokens: [token] }
        }),
      ),
    ),
  },
  {
    id: 'rv-other-client',
    title: 'A client revokes a token of another client',
    class: 'MUST',
    severity: { level: 'medium', cwe: 639 },
    references: ['RFC 7009 §2.1'],
    needs: ['client', 'issuer-key'],
    expects: ['400', '401'],
    watched: ['token-still-good'],
    make: playing(async (world, changed) => {
      const [owner, other] = clientsOf(world)
      const token = await makeToken(world, { claims: { client_id: owner.id, sub: owner.id } })
      const request = formRequest([['token', token]], basicOf(changed ? other : owner))
      return { steps: [askEndpoint('revocation', request)], tokens: [token] }
    }),
  },
  {
    id: 'rv-garbage',
    title: 'A client revokes what is no token, or gives a wrong hint',
    class: 'MUST',
    severity: { level: 'low', cwe: 755 },
    references: ['RFC 7009 §2.2'],
    needs: ['client'],
    expects: ['200'],
    make: playing(async (world, changed) => {
      const [client] = clientsOf(world)
      const token = await makeToken(world)
      const forms = {
        garbage: [['token', 'garbage']],
        'a wrong hint': [
          ['token', token],
          ['token_type_hint', 'nonsense'],
        ],
      } as const
      return Object.entries(forms).map(([label, form]) => ({
        label,
        steps: [askEndpoint('revocation', formRequest(changed ? form : [['token', token]], basicOf(client)))],
        tokens: [token],
      }))
    }),
  },
]
