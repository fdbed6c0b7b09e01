import { expect, test } from 'vitest'
import type { AuditNote, AuditShare } from './audit-entry.ts'
import { whoDid } from './who-did.ts'

const MEMBER = { kind: 'user', id: 1, name: 'member' }
const CLAIM = { kind: 'claim', id: 2, name: 'Log writer' }

test.each<[AuditNote, AuditShare, string]>([
  [{ what: 'add-claim', who: MEMBER, on: CLAIM }, 'changes', 'member'],
  [{ what: 'load-file' }, 'changes', 'a file, at the start'],
  [{ what: 'make-claims', on: CLAIM }, 'changes', 'the configuration, at the start'],
  [{ what: 'make-superuser' }, 'changes', 'the first start'],
  [{ what: 'mirror-user', on: MEMBER }, 'changes', 'another directory'],
  [{ what: 'login', on: MEMBER, reason: 'wrong-credentials' }, 'failures', 'member'],
  [{ what: 'login', reason: 'wrong-credentials' }, 'strangers', 'somebody unknown'],
  [{ what: 'add-claim', on: CLAIM }, 'changes', 'somebody unknown'], // a token of the dialect stoke names nobody
])('of %j in %s it was %s', (note, share, who) => {
  expect(whoDid(note, share)).toBe(who)
})
