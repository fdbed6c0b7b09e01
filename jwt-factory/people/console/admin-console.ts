import { Router } from 'express'
import { route, watchRoute, type Route } from '#core/http/routes'
import type { AdminPagesParts } from './admin-pages.ts'

/** What there is to be asked for before the pages are loaded, in the order in which a path is looked for. */
const ADMIN_ADDRESSES: readonly string[] = [
  'GET /admin/login',
  'POST /admin/login',
  'POST /admin/logout',
  'GET /admin',
  'GET /admin/keys',
  'GET /admin/rights',
  'GET /admin/audit',
  'GET /admin/monitor',
  'GET /admin/users',
  'GET /admin/users/new',
  'GET /admin/users/:id',
  'POST /admin/users',
  'POST /admin/users/:id',
  'POST /admin/users/:id/password',
  'POST /admin/users/:id/remove',
  'GET /admin/groups',
  'GET /admin/groups/new',
  'GET /admin/groups/:id',
  'POST /admin/groups',
  'POST /admin/groups/:id',
  'POST /admin/groups/:id/links',
  'POST /admin/groups/:id/remove',
  'POST /admin/links/:id/remove',
  'GET /admin/claims',
  'GET /admin/claims/new',
  'GET /admin/claims/:id',
  'POST /admin/claims',
  'POST /admin/claims/:id',
  'POST /admin/claims/:id/remove',
  'GET /admin/account',
  'POST /admin/account',
  'POST /admin/account/password',
  'GET /admin/account/changed',
  'GET /admin/told',
  'GET /admin/assets/:file',
]

/** For the console of a sandbox, as the control plane is: where people run alone, there is none. */
const TOLD_TO_PROGRAMS = 'GET /admin/told'

const addressOfRoute = ({ method, paths }: Route): string => `${method.toUpperCase()} ${paths.join(' ')}`

/**
 * The pages for admins at `/admin`; none where the configuration wants none (`server.disable_admin`). They are loaded when somebody first asks
 * for one: most processes have people whom nobody administers.
 */
export function adminConsole(parts: AdminPagesParts): Route[] {
  if (!parts.config.server.hasAdminPages) return []
  const here = ADMIN_ADDRESSES.filter((address) => address !== TOLD_TO_PROGRAMS || parts.control.isOn)
  let opened: Promise<ReadonlyMap<string, Router>> | undefined
  return here.map((address): Route => {
    const one = route(address, 'a page for admins', async (request, response, next) => {
      const chain = (await (opened ??= openPages(parts, here))).get(address)
      chain?.(request, response, next)
    })
    // Forms have passwords in them: nobody captures them. Programs have routes of their own.
    return { ...watchRoute(one), isForPages: true }
  })
}

const chainOfPage = ({ handlers }: Route) => Router({ mergeParams: true }).use(...handlers)

/** @throws Error where the list above is not that of the pages: each of them would fail in a test */
async function openPages(parts: AdminPagesParts, here: readonly string[]): Promise<ReadonlyMap<string, Router>> {
  const { pagesForAdmins } = await import('./admin-pages.ts')
  const pages = pagesForAdmins(parts)
  const faults = new Set(here).symmetricDifference(new Set(pages.map(addressOfRoute)))
  if (faults.size > 0) throw new Error(`the list of pages for admins lacks, or has too many: ${[...faults].join(', ')}`)
  return new Map(pages.map((one) => [addressOfRoute(one), chainOfPage(one)]))
}
