import {
  isChangeShare,
  type AuditEntry,
  type AuditNote,
  type AuditShare,
  type AuditSubject,
} from '../audit/audit-entry.ts'
import type { AuditLog } from '../audit/audit-log.ts'
import { createJournal, type NotedChange } from '../audit/journal.ts'
import type { Directory } from '../directory/directory.ts'
import type { DirectoryDocument } from '../directory/document.ts'
import type { AdminChange } from './admin-change.ts'
import { AdminRefused, type AdminRefusal } from './admin-refused.ts'
import { createChangesInTurn } from './changes-in-turn.ts'
import { powersOf, type Administrator, type Powers } from './administrator.ts'
import { decideChange, auditSubject, type ChangeRules, type DecidedChange } from './decide-change.ts'
import { nextTokensAfter, type NextTokens, type TellsClaims } from './next-tokens.ts'
import type { AdminAction } from './stoke-letters.ts'

export interface AdministrationParts extends ChangeRules {
  directory: Directory
  audit: AuditLog
  /** Milliseconds since 1970. */
  now(): number
  /** What the next token of a person says. */
  tells: TellsClaims
}

/** The one place where administrators read and change the directory: what they may do is decided here, and written down. */
export interface Administration {
  /** @throws AdminRefused changed-person */
  powers(who: Administrator): Promise<Powers>
  /**
   * The directory, for somebody who may read this of it. It has hashes of passwords: show none of them.
   * @throws AdminRefused, which is written down
   */
  read(who: Administrator, action: AdminAction): Promise<DirectoryDocument>
  /**
   * Makes a change. Who may make it is decided on the document that is changed, however many change it at once; its entry in the
   * audit log is there as soon as the change is.
   * @returns the directory with it, and the id of the entry
   * @throws AdminRefused, which is written down; DirectoryFault; Problem cannot-decide where too many wait
   */
  change(who: Administrator, change: AdminChange): Promise<{ document: DirectoryDocument; id: number }>
  /** Whether they may make a change, before it costs anything. @throws as {@link Administration.change} */
  check(who: Administrator, change: AdminChange): Promise<void>
  /** Writes down that it was refused for another reason, and throws it. */
  refused(who: Administrator, change: AdminChange, reason: AdminRefusal): Promise<never>
  /**
   * What a change would make of the next tokens of people; nothing is changed, and only a refusal is written down. Whoever may not
   * read users sees their own, and how many others there are.
   * @throws as {@link Administration.change}
   */
  preview(who: Administrator, change: AdminChange): Promise<NextTokens>
  /** One share of the audit log, the newest first. @throws AdminRefused */
  auditLog(who: Administrator, share: AuditShare): Promise<AuditEntry[]>
}

export function createAdministration(parts: AdministrationParts): Administration {
  const { directory, audit, tells } = parts
  const journal = createJournal(parts)
  const inTurn = createChangesInTurn()

  /** Writes down what is refused. */
  async function orNoted<Result>(
    who: Administrator,
    asked: Pick<AdminChange, 'what' | 'kind' | 'id'> | { what: string },
    task: () => Promise<Result>,
  ): Promise<Result> {
    try {
      return await task()
    } catch (error) {
      if (!(error instanceof AdminRefused)) throw error
      const document = await directory.read()
      const by = auditSubject(document, { kind: 'users', ...(who.person !== undefined && { id: who.person }) })
      const on = 'kind' in asked ? auditSubject(document, asked) : undefined
      await audit.note('refusals', {
        what: asked.what,
        reason: error.reason,
        ...whoAndWhere(who, by),
        ...(on && { on }),
      })
      throw error
    }
  }

  const read = (who: Administrator, action: AdminAction) =>
    orNoted(who, { what: action }, async () => {
      const document = await directory.read()
      if (!powersOf(document, who).actions.has(action)) throw new AdminRefused('no-letter')
      return document
    })

  return {
    powers: async (who) => powersOf(await directory.read(), who),
    read,
    change: (who, change) =>
      orNoted(who, change, async () => {
        let id = 0
        const make = (before: DirectoryDocument): NotedChange => {
          const decided = decideChange(before, who, change, parts)
          id = decided.id
          const share = decided.isOwn ? 'own' : 'changes' // of one's own, anybody makes as many as they like
          return { after: decided.after, note: adminNote(decided, who, change), share }
        }
        const document = await inTurn(who, () => journal.change(make))
        return { document, id }
      }),
    check: (who, change) =>
      orNoted(who, change, async () => void decideChange(await directory.read(), who, change, parts)),
    refused: (who, change, reason) => orNoted(who, change, () => Promise.reject(new AdminRefused(reason))),
    preview: (who, change) =>
      orNoted(who, change, async () =>
        nextTokensAfter(decideChange(await directory.read(), who, change, parts), tells),
      ),
    async auditLog(who, share) {
      await read(who, 'read-audit')
      return isChangeShare(share) ? journal.list(share) : audit.list(share)
    },
  }
}

const whoAndWhere = ({ from }: Administrator, who: AuditSubject | undefined) => ({
  ...(who && { who }),
  ...(from !== undefined && { from }),
})

/** What is written down of a change, besides what differs. */
function adminNote(decided: DecidedChange, who: Administrator, { what, kind }: AdminChange): AuditNote {
  const { before, after, powers, id } = decided
  const by = powers.person && auditSubject(before, { kind: 'users', id: powers.person.id })
  const on = auditSubject(after, { kind, id }) ?? auditSubject(before, { kind, id })
  return { what, ...whoAndWhere(who, by), ...(on && { on }) }
}
