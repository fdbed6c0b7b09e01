import { jsonOfBody } from './marker.ts'

const SUBJECT_NAMES = new Set([
  'sub',
  'subject',
  'user',
  'username',
  'userid',
  'user_id',
  'principal',
  'caller',
  'identity',
])

const MEMBERS_LOOKED_AT = 5000

/** For whom a target says that it acts, in the members of its JSON that are called so. */
export function shownSubjects(body: string): readonly string[] {
  const shown: string[] = []
  const left: unknown[] = [jsonOfBody(body)]
  for (let count = 0; left.length > 0 && count < MEMBERS_LOOKED_AT; count++) {
    const value = left.pop()
    if (typeof value !== 'object' || value === null) continue
    for (const [name, member] of Object.entries(value)) {
      if (typeof member === 'string' && SUBJECT_NAMES.has(name.toLowerCase())) shown.push(member)
      else left.push(member)
    }
  }
  return shown
}
