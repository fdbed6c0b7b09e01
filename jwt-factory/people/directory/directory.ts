import type { Store } from '#core/store/store'
import { claimsOfPerson, type PersonClaims } from './claims-of-person.ts'
import { EMPTY_DIRECTORY, LONGEST_DIRECTORY, type DirectoryDocument, type DirectoryPerson } from './document.ts'
import { DirectoryFault } from './fault.ts'

/** A person, with the names of their groups and what their tokens are to say. */
export interface DirectoryUser extends Omit<DirectoryPerson, 'groups'> {
  groups: readonly string[]
  claims: PersonClaims
}

/** Users, groups and claims. Several factories on one store share it; one change at a time is made, and each as a whole. */
export interface Directory {
  read(): Promise<DirectoryDocument>
  /** By name or e-mail address, each exactly as it is written. */
  find(nameOrEmail: string): Promise<DirectoryUser | undefined>
  /** As {@link find}, for whoever has logged in before: names may change, ids do not. */
  findById(id: number): Promise<DirectoryUser | undefined>
  /**
   * Makes a change by compare-and-set: when somebody else was faster, it is made again on what stands there by then.
   * @param change gets the document as it is; what it throws changes nothing
   * @returns the document as it is now; where the change gives back what it got, nothing is written
   * @throws DirectoryFault when there is no room for it
   */
  change(change: (document: DirectoryDocument) => DirectoryDocument): Promise<DirectoryDocument>
}

/** Their space in a store. */
export const DIRECTORIES = 'directories'

/**
 * @param name of the directory; a store may have several
 * @param until when a changed one is thrown away: milliseconds since 1970. Absent: it stays
 */
export function createDirectory(store: Store, name = 'people', until?: number): Directory {
  let latest: { text: string; document: DirectoryDocument } | undefined

  async function look(): Promise<{ text: string | undefined; document: DirectoryDocument }> {
    const text = await store.get(DIRECTORIES, name)
    if (text === undefined) return { text, document: EMPTY_DIRECTORY }
    if (latest?.text !== text) latest = { text, document: parseDirectory(text) } // to compare it costs less than to read it
    return latest
  }

  const read = async () => (await look()).document

  return {
    read,
    async find(nameOrEmail) {
      const document = await read()
      return userOf(
        document,
        document.users.find(({ username, email }) => username === nameOrEmail || email === nameOrEmail),
      )
    },
    async findById(id) {
      const document = await read()
      return userOf(
        document,
        document.users.find((user) => user.id === id),
      )
    },
    async change(change) {
      for (;;) {
        const { text, document } = await look()
        const changed = change(document)
        if (changed === document) return document
        const after = { ...changed, version: document.version + 1 }
        const written = JSON.stringify(after)
        if (written.length > LONGEST_DIRECTORY) throw new DirectoryFault('full', DIRECTORY_FULL)
        const isDone =
          text === undefined
            ? await store.add(DIRECTORIES, name, written, until)
            : await store.update(DIRECTORIES, name, text, written, until)
        if (isDone) {
          latest = { text: written, document: after } // what was just written is not read again
          return after
        }
      }
    },
  }
}

function userOf(document: DirectoryDocument, person: DirectoryPerson | undefined): DirectoryUser | undefined {
  if (!person) return undefined
  const mine = new Set(person.groups)
  const groups = document.groups.filter(({ id }) => mine.has(id)).map(({ name }) => name)
  return { ...person, groups, claims: claimsOfPerson(document, person) }
}

/** Only this file writes the space. */
const parseDirectory = (text: string): DirectoryDocument => JSON.parse(text)

const DIRECTORY_FULL = `a directory has ${LONGEST_DIRECTORY / 1_000_000} million letters at most, in all: remove what nobody needs`
