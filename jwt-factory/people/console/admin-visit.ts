import type { Request, Response } from 'express'
import type { View } from '#core/page/html'
import { mayAdminister, type AdminAction } from '../admin/stoke-letters.ts'
import type { Directory, DirectoryUser } from '../directory/directory.ts'
import { passwordMark } from '../tokens/families.ts'
import { formTokenOf } from './session/session-ids.ts'
import { readCookie } from './session/session-cookie.ts'
import type { AdminSessions } from './session/sessions.ts'

/** Whoever is logged in at the pages for admins, as the directory has them at this moment. */
export interface Visitor {
  /** Of the session. */
  readonly id: string
  /** For the forms of the session. */
  readonly formToken: string
  /** Of the password of the session (`passwordMark`). */
  readonly mark: string
  readonly person: DirectoryUser
  may(action: AdminAction): boolean
}

/** A request of somebody who is logged in. */
export interface AdminVisit {
  readonly request: Request
  readonly response: Response
  readonly visitor: Visitor
  /** Answers a page. */
  show(title: string, body: View, status?: number): Promise<void>
}

/**
 * Who asks. Nothing of what somebody may do is kept in a session: the directory is read at each request, so that whoever has left a group
 * may do nothing more at once.
 * @returns undefined where nobody is logged in, the person is no longer there, or has another password by now
 */
export async function visitorOf(
  request: Request,
  { sessions, directory }: { sessions: AdminSessions; directory: Pick<Directory, 'findById'> },
): Promise<Visitor | undefined> {
  const id = readCookie('session', request)
  const session = id === undefined ? undefined : await sessions.find(id)
  if (id === undefined || !session) return undefined
  const person = await directory.findById(session.person)
  if (!person || passwordMark(person) !== session.mark) {
    await sessions.end(id)
    return undefined
  }
  return {
    id,
    formToken: formTokenOf(id),
    mark: session.mark,
    person,
    may: (action) => mayAdminister(person.claims, action),
  }
}

/** The letters that somebody has, each once. */
export const stokeLettersOf = ({ claims }: Pick<DirectoryUser, 'claims'>): string[] => [
  ...new Set((claims['stk'] ?? '').split(',').filter((letter) => letter !== '')),
]
