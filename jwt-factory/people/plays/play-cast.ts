import { addEntry, changeEntry } from '../directory/changes.ts'
import { EMPTY_DIRECTORY, type DirectoryDocument } from '../directory/document.ts'
import { DirectoryFault } from '../directory/fault.ts'
import type { DirectoryRules } from '../directory/rules.ts'

/** The password of everybody in a play is `tester`: these are the values that stand in the example, too. */
const TESTERS_PASSWORD = {
  passwordHash: '+OnrEsjkbdXdXugEKwDLGdqlDnMNV9+WyZ6T9wAtSMzp3jKYY+7pLYxoBlMlmWBOXlC9bviWtS9mw0fa4B6gkA==',
  salt: 'H3UP6GzWV3UISU7HJN/sVT6YjTYcmOPdJwiFcdXMVyQ=',
}

/** Who is in the directory of a play: `tester` reads and writes the log, `reader` reads it. */
export function playDocument(rules: DirectoryRules, now: number): DirectoryDocument {
  let document = EMPTY_DIRECTORY
  const add = (kind: Parameters<typeof addEntry>[1], fields: object): number => {
    const added = addEntry(document, kind, fields as never, rules) // one of four kinds, each written out below
    document = added.document
    return added.id
  }
  const groupFor = (name: string, value: string) => {
    const claim = add('claims', { name: `log ${value}`, shortName: 'log', value, description: '' })
    return add('groups', { name, description: '', claims: [claim] })
  }
  const readers = groupFor('log readers', 'r')
  const writers = groupFor('log writers', 'w')
  const person = (username: string, firstName: string, lastName: string, groups: number[]) =>
    add('users', { ...TESTERS_PASSWORD, username, firstName, lastName, email: `${username}@play.test`, source: 'LOCAL', createdAt: now, groups }) // prettier-ignore
  person('tester', 'Travis', 'Ester', [readers, writers])
  person('reader', 'Rhea', 'Ader', [readers])
  return document
}

/** What somebody who administers the directory of a play does in it. */
export type PlayChange =
  | { readonly does: 'takes out'; readonly username: string; readonly group: string }
  | { readonly does: 'gives'; readonly group: string; readonly claim: string; readonly value: string }

/** @throws DirectoryFault for what must not stand there, or is not there */
export function changePlay(document: DirectoryDocument, change: PlayChange, rules: DirectoryRules): DirectoryDocument {
  const group = document.groups.find(({ name }) => name === change.group)
  if (!group) throw new DirectoryFault('unknown', `there is no group "${change.group}"`)
  if (change.does === 'gives') {
    const { claim: shortName, value } = change
    const added = addEntry(
      document,
      'claims',
      { name: `${shortName} ${value}`, shortName, value, description: '' },
      rules,
    )
    return changeEntry(added.document, 'groups', group.id, { claims: [...group.claims, added.id] }, rules)
  }
  const person = document.users.find(({ username }) => username === change.username)
  if (!person) throw new DirectoryFault('unknown', `there is no user "${change.username}"`)
  const groups = person.groups.filter((id) => id !== group.id)
  return changeEntry(document, 'users', person.id, { groups }, rules)
}
