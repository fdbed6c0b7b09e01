import type { DirectoryDocument, DirectoryEntries, EntryKind } from './document.ts'
import { checkEntryText, LONGEST_DESCRIPTION, LONGEST_ENTRY_NAME, partShown } from './entry-text.ts'
import { DirectoryFault } from './fault.ts'
import { checkIsFree, checkReferences } from './taken-names.ts'

/** What the tokens of a directory are to say, as far as its entries must fit it. */
export interface DirectoryRules {
  /** Claims that tokens have by themselves, beside the registered ones: what is told of a person, the counter of renewals. */
  reservedClaims: ReadonlySet<string>
  /** Lets a value have commas, which reads as several values. For the lesson about it. */
  unsafeClaims: boolean
}

/** RFC 7519 §4.1, and the key that Stoke names in the payload: said by the token itself, or twice in one token. */
export const REGISTERED_NAMES: ReadonlySet<string> = new Set(['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti', 'kid'])

type EntryChecks = {
  [Kind in EntryKind]: (entry: DirectoryEntries[Kind], document: DirectoryDocument, rules: DirectoryRules) => void
}

/** What an entry must be, in the document that it stands in. */
const ENTRY_CHECKS: EntryChecks = {
  users(user, document) {
    for (const part of ['username', 'email', 'firstName', 'lastName'] as const)
      checkEntryText(part, user[part], LONGEST_ENTRY_NAME)
    for (const part of ['passwordHash', 'salt', 'source'] as const)
      checkEntryText(part, user[part], LONGEST_DESCRIPTION, 0)
    if (user.externalId !== undefined && user.externalId.length > LONGEST_DESCRIPTION)
      throw new DirectoryFault(
        'unfit',
        `what another directory knows somebody by has more than ${LONGEST_DESCRIPTION} letters`,
      )
    checkReferences('groups', user.groups, document)
  },
  groups(group, document) {
    checkEntryText('name', group.name, LONGEST_ENTRY_NAME)
    checkEntryText('description', group.description, LONGEST_DESCRIPTION, 0)
    checkReferences('claims', group.claims, document)
  },
  claims(claim, _document, { reservedClaims, unsafeClaims }) {
    for (const part of ['name', 'shortName'] as const) checkEntryText(part, claim[part], LONGEST_ENTRY_NAME)
    checkEntryText('description', claim.description, LONGEST_DESCRIPTION, 0)
    checkEntryText('value', claim.value, LONGEST_DESCRIPTION)
    if (REGISTERED_NAMES.has(claim.shortName) || reservedClaims.has(claim.shortName) || claim.shortName === '__proto__')
      throw new DirectoryFault(
        'reserved',
        `"${claim.shortName}" is what tokens say by themselves: choose another short name`,
      )
    if (claim.value.includes(',') && !unsafeClaims)
      throw new DirectoryFault(
        'comma',
        `"${partShown(claim.value)}" would read as several values: make a claim of each`,
      )
  },
  links(link, document) {
    if (!/^(?:LDAP|(?:LDAP|OIDC):[\w.-]{1,100})$/.test(link.type))
      throw new DirectoryFault('unfit', 'type is not LDAP, LDAP:provider or OIDC:provider')
    checkEntryText('resource', link.resource, LONGEST_DESCRIPTION)
    if (link.type.startsWith('OIDC') && !/^[^=]+=/.test(link.resource))
      throw new DirectoryFault('unfit', 'resource is not claim=value, as a link to OIDC has it')
    checkReferences('groups', [link.group], document)
  },
}

/**
 * @param document with the entry in it
 * @throws DirectoryFault for an entry that must not stand there
 */
export function checkEntry<Kind extends EntryKind>(
  kind: Kind,
  entry: DirectoryEntries[Kind],
  document: DirectoryDocument,
  rules: DirectoryRules,
): void {
  ENTRY_CHECKS[kind](entry, document, rules)
  checkIsFree(kind, entry, document)
}
