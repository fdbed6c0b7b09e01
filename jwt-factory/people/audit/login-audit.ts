import type { Log } from '#core/log'
import type { Directory } from '../directory/directory.ts'
import type { FindsHolder } from '../tokens/token-holder.ts'
import type { PresentedToken } from '../tokens/issued.ts'
import type { AuditSubject } from './audit-entry.ts'
import type { AuditLog } from './audit-log.ts'

/** Writes down who logs in and renews, and who does not get to. What a stranger typed is not kept: it may be a password. */
export interface LoginAudit {
  /** Before the answer: nobody has a token without it. */
  loggedIn(person: { id: number; username: string }, from: string): Promise<void>
  renewed(token: PresentedToken, from: string): Promise<void>
  /** Beside the answer: how long that takes says nothing about who is there. */
  loginRefused(username: string, reason: string, from: string): void
  /** @param token absent: it was not believed */
  renewalRefused(token: PresentedToken | undefined, reason: string, from: string): void
}

interface LoginAuditParts {
  audit: AuditLog
  directory: Pick<Directory, 'find' | 'findById'>
  holderOf: FindsHolder
  log: Log
}

export function createLoginAudit({ audit, directory, holderOf, log }: LoginAuditParts): LoginAudit {
  async function personOf(token: PresentedToken): Promise<AuditSubject | undefined> {
    const holder = await holderOf(token)
    const person = holder && (await directory.findById(holder.person))
    return person && personSubject(person)
  }

  async function noteRefusal(what: string, on: AuditSubject | undefined, reason: string, from: string): Promise<void> {
    await audit.note(on ? 'failures' : 'strangers', { what, reason, from, ...(on && { on }) })
  }

  /** The refusal has been answered: whoever asked has no more to do with it. */
  const beside = (task: Promise<void>): void =>
    void task.catch((error: unknown) => log.warn({ err: error }, 'audit-incomplete'))

  return {
    loggedIn: (person, from) => audit.note('logins', { what: 'login', who: personSubject(person), from }),
    async renewed(token, from) {
      const who = await personOf(token)
      await audit.note('renewals', { what: 'renewal', from, ...(who && { who }) })
    },
    loginRefused: (username, reason, from) =>
      beside(
        directory.find(username).then((person) => noteRefusal('login', person && personSubject(person), reason, from)),
      ),
    renewalRefused: (token, reason, from) =>
      beside(
        (token ? personOf(token) : Promise.resolve(undefined)).then((on) => noteRefusal('renewal', on, reason, from)),
      ),
  }
}

const personSubject = ({ id, username }: { id: number; username: string }): AuditSubject => ({
  kind: 'user',
  id,
  name: username,
})
