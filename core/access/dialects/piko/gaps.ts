import { MAX_TOKEN_LENGTH } from '../../../token/compact-form.ts'
import type { DialectGap } from '../../dialect.ts'

/** What Piko lets through that a strict verifier refuses. */
export const PIKO_GAPS: readonly DialectGap[] = [
  { id: 'PK-3', by: 'checks', says: 'A token need have no end, and nobody looks at when it was issued, though the documents say so.' }, // prettier-ignore
  { id: 'PK-4', by: 'checks', says: 'Unless audience and issuer are set, a token of anybody with the key is good, for whomever it was meant.' }, // prettier-ignore
  { id: 'PK-6', by: 'checks', says: 'Without piko.endpoints, or with an empty list of them, a token is good for every endpoint.' }, // prettier-ignore
  { id: 'PK-8', by: 'proxy', says: 'The service gets the token, and can use it at other endpoints.' },
  { id: 'PK-10', by: 'proxy', says: 'A connection of a client stays open after its token has expired.' },
  { id: 'PK-12', by: 'proxy', says: 'Whoever reaches the port of forward needs no token: it brings its own.' },
  {
    id: 'listen',
    by: 'checks',
    says: 'Who may listen for an endpoint may connect to it, where the ports share a key.',
  },
  { id: 'secret', by: 'keys', says: 'A secret may be as short as one likes: whoever has one token can guess it.' },
  { id: 'jti', by: 'checks', says: 'A token may come again, and none can be taken back.' },
  { id: 'kid', by: 'keys', says: 'Nobody looks at a key id, unless the keys come from a key set.' },
  {
    id: 'header',
    by: 'checks',
    says: 'Nobody looks at what else the header has: a type, a critical extension, a key.',
  },
  { id: 'cnf', by: 'checks', says: 'A token that is bound to a key is taken from whoever brings it.' },
  { id: 'spelling', by: 'checks', says: 'Claims may be spelled in any case, the last of two with one name counts, and so do any last bits of base64.', bound: `${MAX_TOKEN_LENGTH} characters` }, // prettier-ignore
]
