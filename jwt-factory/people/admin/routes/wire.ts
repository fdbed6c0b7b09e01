import { z } from 'zod'
import type { DirectoryEntries, EntryKind } from '../../directory/document.ts'

type Wire = { [Kind in EntryKind]: (entry: DirectoryEntries[Kind]) => Record<string, unknown> }

/** Entries as the API of Stoke shows them (A.3). A hash and a salt stand in none. */
export const TO_WIRE: Wire = {
  users: ({ id, firstName, lastName, source, email, username, createdAt }) => ({
    id,
    fname: firstName,
    lname: lastName,
    source,
    email,
    username,
    created_at: new Date(createdAt).toISOString(),
  }),
  groups: ({ id, name, description }) => ({ id, name, description }),
  claims: ({ id, name, shortName, value, description }) => ({ id, name, short_name: shortName, value, description }),
  links: ({ id, type, resource }) => ({ id, type, resource_spec: resource }),
}

const LONGEST_WIRE_TEXT = 2000
const MOST_IDS = 10_000

const someField = z.string().max(LONGEST_WIRE_TEXT)
const oneId = z.number().int().min(1)
/** A list of ids, each once. */
export const idList = z
  .array(oneId)
  .max(MOST_IDS)
  .transform((ids) => [...new Set(ids)])

const groupOnWire = { name: someField, description: someField, users: idList, claims: idList, group_links: idList }
const claimOnWire = {
  name: someField,
  short_name: someField,
  value: someField,
  description: someField,
  claim_groups: idList,
}
const linkOnWire = { type: someField, resource_spec: someField, claim_group: oneId }

export const claimChange = z.strictObject(claimOnWire).partial()
export const newClaim = z.strictObject(claimOnWire).partial({ description: true, claim_groups: true })
export const groupChange = z.strictObject(groupOnWire).partial()
export const newGroup = groupChange.required({ name: true })
export const linkChange = z.strictObject(linkOnWire).partial()
/** Each link leads into a group here. */
export const newLink = z.strictObject(linkOnWire)
export const userChange = z
  .strictObject({
    fname: someField,
    lname: someField,
    email: someField,
    username: someField,
    source: someField,
    claim_groups: idList,
  })
  .partial()

const password = z.string().max(10_000)
export const newLocalUser = z.strictObject({
  fname: someField,
  lname: someField,
  username: someField,
  email: someField,
  password,
})
export const newPassword = z
  .strictObject({
    username: someField,
    newPassword: password,
    oldPassword: password.optional(),
    force: z.boolean().optional(),
  })
  .refine(({ oldPassword, force }) => oldPassword !== undefined || force === true, 'has neither oldPassword nor force')

/** What is given, under our names; what is not given stays as it is. */
export function given<Fields extends Record<string, unknown>>(
  fields: Fields,
): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as ReturnType<
    typeof given<Fields>
  > // the rest of it
}
