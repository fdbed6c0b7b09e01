import { ConfigFileFault } from '#core/config/file-faults'
import type { TextFault } from '#core/config/text-fault'
import { addUnchecked, entryWithId, type NewEntry } from '../directory/changes.ts'
import type { DirectoryDocument, EntryKind } from '../directory/document.ts'
import { DirectoryFault } from '../directory/fault.ts'
import { checkEntry, type DirectoryRules } from '../directory/rules.ts'
import type { InitFile } from './read-init-file.ts'

/** @returns whether a directory has been given this file before, under whatever name */
export const isLoaded = ({ loaded }: DirectoryDocument, { hash }: InitFile): boolean =>
  loaded.some((before) => before.hash === hash)

/**
 * Puts all of a file into a directory, or nothing of it. For `Directory.change`.
 * @param now milliseconds since 1970: since when the people are there
 * @returns the document as it was when it has had this file before
 * @throws ConfigFileFault with everything that must not stand there, each with its line
 */
export function loadInitFile(
  document: DirectoryDocument,
  init: InitFile,
  { rules, now }: { rules: DirectoryRules; now: number },
): DirectoryDocument {
  if (isLoaded(document, init)) return document
  const added: { kind: EntryKind; id: number; line: number }[] = []
  let filled = document
  const add = <Kind extends EntryKind>(kind: Kind, fields: NewEntry<Kind>, line: number): number => {
    const { document: more, id } = addUnchecked(filled, kind, fields)
    filled = more
    added.push({ kind, id, line })
    return id
  }
  const claimIds = new Map<string, number>()
  const groupIds = new Map<string, number>()
  init.claims.forEach(({ name, description, short_name: shortName, value }, at) =>
    claimIds.set(name, add('claims', { name, description, shortName, value }, init.lineOf('claims', at))),
  )
  init.groups.forEach(({ name, description, claims, links }, at) => {
    const line = init.lineOf('groups', at)
    const group = add('groups', { name, description, claims: idsOf(claims, claimIds) }, line)
    groupIds.set(name, group)
    for (const { type, resource } of links) add('links', { type, resource, group }, line)
  })
  init.users.forEach((user, at) =>
    add(
      'users',
      {
        username: user.username,
        email: user.email,
        firstName: user.first_name,
        lastName: user.last_name,
        source: 'LOCAL',
        passwordHash: user.password_hash,
        salt: user.password_salt,
        createdAt: now,
        groups: idsOf(user.groups, groupIds),
      },
      init.lineOf('users', at),
    ),
  )
  const ofTaken = document.loaded.length > 0 ? ': a file only adds, so leave out what is there' : ''
  const faults = added.flatMap(({ kind, id, line }) => entryFault(() => checkEntry(kind, entryWithId(filled, kind, id), filled, rules), { line, ofTaken })) // prettier-ignore
  if (faults.length > 0) throw new ConfigFileFault(init.file, faults)
  return { ...filled, loaded: [...filled.loaded, { file: init.file, hash: init.hash }] }
}

/** Each once, however often it is named; that each is there, whoever read the file has seen to. */
const idsOf = (names: readonly string[], ids: ReadonlyMap<string, number>): number[] =>
  [...new Set(names)].flatMap((name) => ids.get(name) ?? [])

function entryFault(check: () => void, { line, ofTaken }: { line: number; ofTaken: string }): TextFault[] {
  try {
    check()
    return []
  } catch (error) {
    if (!(error instanceof DirectoryFault)) throw error
    return [{ line, message: `${error.message}${error.reason === 'taken' ? ofTaken : ''}` }]
  }
}
