import { parseInput } from '#core/http/input'
import { z } from 'zod'
import type { DirectoryDocument, DirectoryEntries, EntryKind } from '../../directory/document.ts'
import { DirectoryFault } from '../../directory/fault.ts'
import { addOf, changeOf, type AdminChange } from '../admin-change.ts'
import type { AdminAction } from '../stoke-letters.ts'
import { claimChange, given, groupChange, idList, linkChange, newClaim, newGroup, newLink, userChange } from './wire.ts'

/** One kind of entry, as the API of Stoke has it (A.3). Bodies are read here: they throw a Problem. */
export interface AdminResource {
  /** Below `/api/admin`. */
  readonly path: string
  readonly kind: EntryKind
  /** One of it, for people. */
  readonly noun: string
  readonly read: AdminAction
  /** Absent: it is added in another way. */
  readonly add?: (body: unknown) => AdminChange
  readonly change: (id: number, body: unknown) => AdminChange
  readonly edges: readonly AdminEdge[]
}

/** Entries that another one leads to. */
export interface AdminEdge {
  readonly path: string
  readonly kind: EntryKind
  /** A single one, and no list. */
  readonly isOne?: true
  readonly ids: (document: DirectoryDocument, id: number) => readonly number[]
  /** These and no others. */
  readonly change: (id: number, body: unknown) => AdminChange
}

const idsWhere = <Entry extends { id: number }>(entries: readonly Entry[], isMeant: (entry: Entry) => boolean) =>
  entries.filter(isMeant).map(({ id }) => id)
const heldBy = <Kind extends 'users' | 'groups'>(document: DirectoryDocument, kind: Kind, id: number) =>
  (document[kind] as readonly DirectoryEntries[Kind][]).find((entry) => entry.id === id)
const ids = (body: unknown) => parseInput(idList, body)

export const ADMIN_RESOURCES: readonly AdminResource[] = [
  {
    path: 'claims',
    kind: 'claims',
    noun: 'claim',
    read: 'read-claims',
    add(body) {
      const { short_name: shortName, claim_groups: groups, description = '', ...fields } = parseInput(newClaim, body)
      return addOf('claims', { ...fields, shortName, description }, given({ groups }))
    },
    change(id, body) {
      const { short_name: shortName, claim_groups: groups, ...fields } = parseInput(claimChange, body)
      return changeOf('claims', id, given({ ...fields, shortName }), given({ groups }))
    },
    edges: [
      {
        path: 'claim-groups',
        kind: 'groups',
        ids: ({ groups }, id) => idsWhere(groups, ({ claims }) => claims.includes(id)),
        change: (id, body) => changeOf('claims', id, {}, { groups: ids(body) }),
      },
    ],
  },
  {
    path: 'claim-groups',
    kind: 'groups',
    noun: 'group',
    read: 'read-groups',
    add(body) {
      const { name, description = '', claims = [], users, group_links: links } = parseInput(newGroup, body)
      return addOf('groups', { name, description, claims }, given({ users, links }))
    },
    change(id, body) {
      const { users, group_links: links, ...fields } = parseInput(groupChange, body)
      return changeOf('groups', id, given(fields), given({ users, links }))
    },
    edges: [
      {
        path: 'claims',
        kind: 'claims',
        ids: (document, id) => heldBy(document, 'groups', id)?.claims ?? [],
        change: (id, body) => changeOf('groups', id, { claims: ids(body) }),
      },
      {
        path: 'group-links',
        kind: 'links',
        ids: ({ links }, id) => idsWhere(links, ({ group }) => group === id),
        change: (id, body) => changeOf('groups', id, {}, { links: ids(body) }),
      },
      {
        path: 'users',
        kind: 'users',
        ids: ({ users }, id) => idsWhere(users, ({ groups }) => groups.includes(id)),
        change: (id, body) => changeOf('groups', id, {}, { users: ids(body) }),
      },
    ],
  },
  {
    path: 'group-links',
    kind: 'links',
    noun: 'group link',
    read: 'read-groups',
    add(body) {
      const { type, resource_spec: resource, claim_group: group } = parseInput(newLink, body)
      return addOf('links', { type, resource, group })
    },
    change(id, body) {
      const { type, resource_spec: resource, claim_group: group } = parseInput(linkChange, body)
      return changeOf('links', id, given({ type, resource, group }))
    },
    edges: [
      {
        path: 'claim-group',
        kind: 'groups',
        isOne: true,
        ids: ({ links }, id) => links.filter((link) => link.id === id).map(({ group }) => group),
        change: (id, body) => changeOf('links', id, { group: parseInput(z.number().int(), body) }),
      },
    ],
  },
  {
    path: 'users',
    kind: 'users',
    noun: 'user',
    read: 'read-users',
    change(id, body) {
      const { fname, lname, claim_groups: groups, source, ...fields } = parseInput(userChange, body)
      const change = changeOf('users', id, given({ ...fields, firstName: fname, lastName: lname, groups }))
      return source === undefined ? change : keepingSource(change, source)
    },
    edges: [
      {
        path: 'claim-groups',
        kind: 'groups',
        ids: (document, id) => heldBy(document, 'users', id)?.groups ?? [],
        change: (id, body) => changeOf('users', id, { groups: ids(body) }),
      },
    ],
  },
]

/** A client may send back all that it got; but who knows the password of a person is not changed by a letter. */
const keepingSource = (change: AdminChange, source: string): AdminChange => ({
  ...change,
  apply(document, rules) {
    if (heldBy(document, 'users', change.id ?? -1)?.source !== source)
      throw new DirectoryFault('unfit', 'source says where the password of a user is, and cannot be changed')
    return change.apply(document, rules)
  },
})
