import { MAX_TOKEN_LENGTH } from '../../../token/compact-form.ts'
import type { DialectGap } from '../../dialect.ts'
import { MOST_STOKE_KEYS } from '../../stoke-key-set.ts'

/** What the Go client of Stoke lets through that a strict verifier refuses. */
export const STOKE_GAPS: readonly DialectGap[] = [
  { id: 'aud', by: 'checks', says: 'Unless a service asks, nobody looks at issuer, audience and subject: a token of a person is good at every service, and each of them can use it at the others.' }, // prettier-ignore
  {
    id: 'exp',
    by: 'checks',
    says: 'A token need have no end, or a far one, and nobody looks at when it was issued.',
  },
  { id: 'ST-3', by: 'checks', says: 'Whoever can put a comma into the value of a claim has as many values as they like: x,S is a superuser.' }, // prettier-ignore
  { id: 'ST-20', by: 'checks', says: 'A jti counts renewals, so it is nobody’s own: a token may come again, and none can be taken back.' }, // prettier-ignore
  { id: 'ST-12', by: 'keys', says: 'Nobody looks at a key id: each key of the set is tried.', bound: `${MOST_STOKE_KEYS} keys` }, // prettier-ignore
  {
    id: 'alg',
    by: 'checks',
    says: 'The key alone decides: with one of RSA, RS is as good as the PS that Stoke signs with.',
  },
  { id: 'withdrawn', by: 'keys', says: 'A key that was taken out is believed until the set says that it is time to look again.' }, // prettier-ignore
  { id: 'old-keys', by: 'keys', says: 'While new keys cannot be fetched or read, those of before are believed, however long ago they ended.' }, // prettier-ignore
  { id: 'fetches', by: 'keys', says: 'Once the end of a set has passed, every request asks for it again.', bound: 'once a second' }, // prettier-ignore
  { id: '403', by: 'checks', says: 'Who lacks a claim hears the same as who has no good token: 401.' },
  { id: 'header', by: 'checks', says: 'Nobody looks at what else the header has: a type, a critical extension, a key.' }, // prettier-ignore
  { id: 'spelling', by: 'checks', says: 'Of two members with one name the last one counts, any last bits of base64 will do, and null is a token without claims.', bound: `${MAX_TOKEN_LENGTH} characters` }, // prettier-ignore
]
