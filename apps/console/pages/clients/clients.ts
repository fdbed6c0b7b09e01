import { isAbsolute, relative } from 'node:path'
import { COMMAND_FOLDER } from '#core/files/project-folder'
import { isRingId } from '#core/rings/ring-id'
import { html } from '#core/page/html'
import { readIssuer, readRegister } from '../../api/client-routes.ts'
import { sandboxTime } from '../../bench/choices.ts'
import type { AskProcess } from '../../live/ask.ts'
import type { ConsolePage } from '../../shell/shell.ts'
import { ClientsView } from './clients.view.ts'
import type { ClientsState, ShownRegister } from './clients-state.ts'
import { questionFor } from './question.ts'

export interface ClientsPageParts {
  ask: AskProcess
  /** Where clients find the factory. */
  factoryUrl: string
  keysFolder: string
  now: () => number
}

/** Who is registered and may do what, a form for their tokens, and what the issuers publish: `?client=servicea`, `?issuer=demo`. */
export async function clientsPage(
  { ask, factoryUrl, keysFolder, now }: ClientsPageParts,
  query: Record<string, unknown>,
): Promise<ConsolePage<ClientsState>> {
  const [register, time] = await Promise.all([readRegister(ask), sandboxTime(ask, now)])
  const client = register.clients.find(({ id }) => id === query['client']) ?? register.clients[0]
  const issuer = issuerIn(register, query['issuer'])
  const isThere = issuer !== undefined && register.trouble === undefined
  const published = isThere ? await readIssuer(ask, issuer).catch(() => undefined) : undefined
  const state: ClientsState = {
    register,
    factoryUrl,
    keys: folderAsNamed(keysFolder),
    question: questionFor(client),
    shows: issuer === undefined ? 'client' : 'issuer',
    issuer: issuer ?? '@',
    ...(published && { published }),
    now: time,
  }
  return {
    title: 'Clients and issuers',
    module: 'apps/console/pages/clients/clients.browser.ts',
    state,
    body: html`<${ClientsView} state=${state} />`,
  }
}

/** While the factory is away, nobody knows whether there is such an issuer: the page shows it when the factory is back. */
function issuerIn({ issuers, trouble }: ShownRegister, wanted: unknown): string | undefined {
  if (trouble === undefined) return issuers.find(({ name }) => name === wanted)?.name
  return wanted === '@' || isRingId(wanted) ? wanted : undefined
}

/** Where this machine keeps its files is nobody's business: what is not below the project has its name. */
function folderAsNamed(folder: string): string {
  const path = relative(COMMAND_FOLDER, folder)
  return path.startsWith('..') || isAbsolute(path) ? '$KEYS_FOLDER' : path
}
