import type { RequestHandler } from 'express'
import type { Administration } from '../admin/administration.ts'
import { AdminRefused } from '../admin/admin-refused.ts'
import { forAdministrator } from '../admin/routes/answer-administrator.ts'
import {
  refuseAdministrator,
  requireAdministrator,
  type RequireAdministratorParts,
} from '../admin/routes/require-administrator.ts'

export interface SeeingParts extends RequireAdministratorParts {
  administration: Pick<Administration, 'read'>
}

/** Lets those see how a process is who have a letter for it by now: m, s or S (A.6). The original refuses all with 401. */
export const onlyWithLetter = (parts: SeeingParts): RequestHandler[] => [
  requireAdministrator(parts),
  (request, response, next) =>
    forAdministrator(async (who) => {
      try {
        await parts.administration.read(who, 'read-metrics')
      } catch (error) {
        if (parts.dialect !== 'stoke' || !(error instanceof AdminRefused)) throw error
        return refuseAdministrator(response, error.message, error.reason)
      }
      next()
    })(request, response, next),
]
