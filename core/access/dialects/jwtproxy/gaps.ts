import type { DialectGap } from '../../dialect.ts'

/** What jwtproxy lets happen, in the order of its numbers; then what has none. */
export const JWTPROXY_GAPS: readonly DialectGap[] = [
  { id: 'W1', by: 'proxy', says: 'CONNECT opens a tunnel past all checks, whoever asks for it.' },
  {
    id: 'W2',
    by: 'checks',
    says: 'A token id is used up before the signature is checked: an unsigned copy that comes first burns the real token.',
  },
  {
    id: 'W3',
    by: 'checks',
    says: 'Ids of made-up tokens fill the memory: without purge_interval none is ever forgotten.',
    bound: '8 MB, then the answer is 503',
  },
  {
    id: 'W4',
    by: 'keys',
    says: 'Each made-up issuer or key id makes the verifier ask the key server, and keep the answer.',
    bound: 'as many as the key source takes, then the answer is 503',
  },
  { id: 'W5', by: 'keys', says: 'An issuer or key id such as ".." asks for another address of the key server.' },
  {
    id: 'W6',
    by: 'checks',
    says: 'When the key server fails for a moment, the token id is used up all the same: an honest second try is refused.',
  },
  { id: 'W7', by: 'checks', says: 'Token ids are not kept by issuer: one service can use up the ids of another.' },
  { id: 'W12', by: 'proxy', says: 'The upstream gets the token, and so do its logs.' },
  {
    id: 'W15',
    by: 'keys',
    says: 'A key server that does not answer is waited for without end, and every request with it.',
    bound: 'the time limit of the key source, then the answer is 503',
  },
  {
    id: 'authorization',
    by: 'checks',
    says: 'Of several Authorization headers the first counts, and any letter may stand behind "Bearer".',
  },
  { id: 'basic', by: 'checks', says: 'The password of Basic credentials is a token, whoever the user is.' },
  {
    id: 'spelling',
    by: 'checks',
    says: 'Of two members with one name the last one counts, and base64url may be padded and have any last bits.',
  },
  { id: 'alg', by: 'checks', says: 'The header may name any algorithm, none too: RS256 is checked.' },
  { id: 'typ', by: 'checks', says: 'A token of any type will do.' },
  { id: 'header', by: 'checks', says: 'Nobody looks at what else the header has, as long as it is a text.' },
  { id: 'cnf', by: 'checks', says: 'A token that is bound to a key is taken from whoever brings it.' },
  { id: 'kid', by: 'keys', says: 'A preshared key is found by its issuer and id in any case.' },
  { id: 'iss', by: 'checks', says: 'There is no list of issuers: whoever has a key at the key server is let in.' },
  { id: 'aud', by: 'checks', says: 'Path, query and user of the audience are not looked at, nor is its case.' },
  { id: 'exp', by: 'checks', says: 'A token may expire before it was issued.' },
  { id: 'jti', by: 'checks', says: 'A token id may be empty, or thousands of letters long.' },
  { id: 'static', by: 'checks', says: 'A static claim that is a whole number or a map is never met.' },
  { id: 'web-socket', by: 'proxy', says: 'A web socket stays open after its token has expired.' },
]
