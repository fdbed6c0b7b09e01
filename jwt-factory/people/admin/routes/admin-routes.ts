import type { RequestHandler } from 'express'
import { jsonBody, parseInput } from '#core/http/input'
import { oneOf, readQuery } from '#core/http/query'
import { route, type Route } from '#core/http/routes'
import { sendJson } from '#core/http/send'
import { AUDIT_SHARES, type AuditShare } from '../../audit/audit-entry.ts'
import type { PeopleConfig } from '../../config/people-config.ts'
import { askerOf, type PersonAnswerParts } from '../../routes/answer-person.ts'
import type { Accounts } from '../accounts.ts'
import type { Administration } from '../administration.ts'
import { AdminRefused } from '../admin-refused.ts'
import { forAdministrator, inCodeShape, inMessageShape } from './answer-administrator.ts'
import { pageAt, PAGING } from './paging.ts'
import { refuseAdministrator, requireAdministrator, type RequireAdministratorParts } from './require-administrator.ts'
import { resourceRoutes } from './resource-routes.ts'
import { newLocalUser, newPassword, TO_WIRE } from './wire.ts'

export interface AdminRoutesParts extends RequireAdministratorParts, Pick<PersonAnswerParts, 'machine' | 'timeout'> {
  administration: Administration
  accounts: Accounts
  config: Pick<PeopleConfig, 'server' | 'telemetry'>
}

/** What the API of Stoke has for administrators (A.3), by the letters of `stk`. There is no route to private keys. */
export function adminRoutes(parts: AdminRoutesParts): Route[] {
  const { administration } = parts
  const needsToken = requireAdministrator(parts)
  const front = [inCodeShape, needsToken]
  const byHand = [inMessageShape, needsToken]
  return [
    route('GET /api/capabilities', 'what an administrator finds here', ...front, capabilities(parts)),
    route('GET /api/admin/totals', 'how many there are', ...front, totals(parts)),
    route('GET /api/admin/audit', 'what was changed and refused, and who logged in: ?share=changes', ...front, auditLog(administration)), // prettier-ignore
    route('POST /api/admin/localuser', 'a user with a password', ...byHand, jsonBody, addLocalUser(parts)),
    route('PATCH /api/admin/localuser', 'another password', ...byHand, jsonBody, setLocalPassword(parts)),
    ...resourceRoutes(administration, front),
  ]
}

/** Without a letter the original knows nobody here (401), and this is what its dialect answers. */
const withTotals = (
  { administration, dialect }: AdminRoutesParts,
  answer: (document: Awaited<ReturnType<Administration['read']>>) => unknown,
): RequestHandler =>
  forAdministrator(async (who, _request, response) => {
    try {
      sendJson(response, 200, answer(await administration.read(who, 'see-totals')))
    } catch (error) {
      if (dialect !== 'stoke' || !(error instanceof AdminRefused)) throw error
      refuseAdministrator(response, error.message, error.reason)
    }
  })

const capabilities = (parts: AdminRoutesParts) =>
  withTotals(parts, () => {
    const { server, telemetry } = parts.config
    return {
      capabilities: [...(server.hasAdminPages ? ['admin'] : []), ...(telemetry.hasMonitoring ? ['monitoring'] : [])],
    }
  })

const totals = (parts: AdminRoutesParts) =>
  withTotals(parts, ({ users, claims, groups }) => ({
    users: users.length,
    claims: claims.length,
    claim_groups: groups.length,
  }))

const AUDIT_QUERY = { ...PAGING, share: oneOf(Object.keys(AUDIT_SHARES) as AuditShare[]) } // its keys are the shares

/** Ours: the original writes nothing down. */
const auditLog = (administration: Administration) =>
  forAdministrator(async (who, { query }, response) => {
    const { share = 'changes', ...paging } = readQuery(query, AUDIT_QUERY)
    const entries = await administration.auditLog(who, share)
    sendJson(
      response,
      200,
      pageAt(entries, paging).map(({ at, ...entry }) => ({ at: new Date(at).toISOString(), ...entry })),
    )
  })

const addLocalUser = ({ accounts, administration, ...parts }: AdminRoutesParts) =>
  forAdministrator(async (who, request, response) => {
    const { fname: firstName, lname: lastName, password, ...names } = parseInput(newLocalUser, request.body)
    const account = { ...names, firstName, lastName }
    const addition = await accounts.addition(who, account, password, askerOf(request, response, parts))
    const { document, id } = await administration.change(who, addition)
    const user = document.users.find((each) => each.id === id)
    sendJson(response, 200, user ? TO_WIRE.users(user) : {})
  })

const setLocalPassword = ({ accounts, ...parts }: AdminRoutesParts) =>
  forAdministrator(async (who, request, response) => {
    const { force: _force, username, ...change } = parseInput(newPassword, request.body)
    const id = await accounts.idOf(username)
    await accounts.setPassword(who, { ...change, id }, askerOf(request, response, parts))
    sendJson(response, 200, {})
  })
