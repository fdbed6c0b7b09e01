import { isObject } from '#core/token/claims'
import { TokenRejected } from '#core/token/rejection'
import { Hangs, type Weakness } from '../checks.ts'
import { crashes, readsHeader, takesMember, weak } from '../weakness.ts'
import { takesHmac } from './algorithm.ts'

import { visits } from '../bare-key.ts'
const FILES: Record<string, string> = { '/dev/null': '', '/proc/sys/kernel/randomize_va_space': '2\n' }

/** Keys in memory, whatever the id says. */
const triesAll: Weakness = (strict) => ({
  proof: async (form, header) => {
    const all = await strict.keys(false)
    for (const key of all.filter(({ algorithm }) => algorithm === strict.algorithm(header))) {
      const isGood = await strict.signature(form, key).then(
        () => true,
        () => false,
      )
      if (isGood) return
    }
    throw new TokenRejected('signature-mismatch')
  },
})

/** What is wrong about how a key is chosen. */
export const KEY_ID_SWITCHES = {
  'kid-ignored': weak('All keys are tried, whatever the key id says', triesAll),
  'kid-in-any-letters': weak(
    'Key ids are compared without regard to case',
    takesMember('kid', (kid) => (typeof kid === 'string' ? kid.toLowerCase() : kid)),
  ),
  'kid-must-be-text': weak(
    'A key id that is no text makes it fall over',
    takesMember('kid', (kid) => (kid === undefined || typeof kid === 'string' ? kid : crashes())),
  ),
  'kid-empty-is-none': weak(
    'An empty key id is none: the only key that fits is taken',
    readsHeader(({ kid, ...header }) => (kid === '' ? header : { ...header, kid })),
  ),
  'kid-is-a-file': weak(
    'The key id is the name of a file',
    takesHmac((_form, { kid }) => [FILES[String(kid).replace(/^(?:\.\.\/)*\.\./, '')] ?? 'no such file']),
  ),
  'kid-is-sql': weak(
    'The key id stands in a query as it is',
    takesHmac((_form, { kid }) => [/UNION SELECT '(.*)'/.exec(String(kid))?.[1] ?? 'no row']),
  ),
  'kid-is-run': weak(
    'The key id goes to a shell',
    takesMember('kid', (kid) => {
      if (/sleep/.test(String(kid))) throw new Hangs()
      return kid
    }),
  ),
  'kid-looked-up-in-an-object': weak(
    'A key id is looked up in a plain object',
    takesMember('kid', (kid) => (typeof kid === 'string' && kid in {} ? crashes() : kid)),
  ),
  'kid-is-visited': weak('A key id that is an address is visited', visits('kid')),
  'kid-goes-into-the-log': weak(
    'The log falls over a key id with control characters',
    takesMember('kid', (kid) => (/\p{Cc}/u.test(String(kid)) ? crashes() : kid)),
  ),
  'kid-long-hangs': weak(
    'A long key id keeps it busy for ever',
    takesMember('kid', (kid) => {
      if (String(kid).length > 1000) throw new Hangs()
      return kid
    }),
  ),
  'kid-operator': weak(
    'A key id is a query of a document store',
    readsHeader((header, _parts) =>
      isObject(header['kid']) && '$ne' in header['kid'] ? { ...header, kid: undefined } : header,
    ),
  ),
}
