import { join } from 'node:path'
import { readFileSync } from 'node:fs'
import type { Clock } from '#core/clock'
import { GUEST_ROLES, guestSettings, type GuestRole } from '#core/config/guest-services'
import type { Environment } from '#core/config/setting'
import { pinnedFile } from '#core/files/service-folder'
import { holdPort } from '#core/http/held-port'
import { listenerOf, NO_APP } from './listener-of.ts'
import { refuseUnknownOptions } from '../unknown-name.ts'
import type { OwnCast, OwnService, OwnServicePlace } from './own-service.ts'
import { runProgram } from './run-program.ts'
import { serveApp } from './serve-app.ts'

/** Services of the tester in the places of ours, before the sandbox starts: where they will be is known already. */
export interface OpenCast {
  /** What the processes of the sandbox are told of them. */
  settings: Environment
  urls: Partial<Record<GuestRole, string>>
  /** Lets them answer, once the issuer is there. @throws Error for a program that does not start */
  begin(place: Omit<OwnServicePlace, 'audience'>): Promise<void>
  close(): Promise<void>
}

export interface OpenCastParts {
  cast: OwnCast
  /** With certificates of the sandbox. */
  folder: string
  isTls: boolean
  clock: Clock
  write: (text: string) => void
}

interface Opened {
  url: string
  settings: Environment
  begin(place: OwnServicePlace): Promise<void>
  close(): Promise<void>
}

/** @throws TypeError for what is no service */
export async function openCast(parts: OpenCastParts): Promise<OpenCast> {
  const opened: (readonly [role: GuestRole, service: Opened])[] = []
  const close = async () => void (await Promise.all(opened.map(([, service]) => service.close())))
  try {
    for (const role of GUEST_ROLES) {
      const service = parts.cast[role]
      if (service !== undefined) opened.push([role, await openOwnService(role, service, parts)])
    }
  } catch (error) {
    await close()
    throw error
  }
  const guests = opened.map(([role]) => role).join(',')
  return {
    settings: Object.assign(
      guests === '' ? {} : { [guestSettings.guests.variable]: guests },
      ...opened.map(([role, { url, settings }]) => ({ [`${role.toUpperCase()}_URL`]: url, ...settings })),
    ),
    urls: Object.fromEntries(opened.map(([role, { url }]) => [role, url])),
    async begin(place) {
      await Promise.all(opened.map(([audience, service]) => service.begin({ ...place, audience })))
    },
    close,
  }
}

const nothing = async () => {}

async function openOwnService(role: GuestRole, service: OwnService, parts: OpenCastParts): Promise<Opened> {
  refuseUnknownOptions(role, service, ['url', 'app', 'appAt', 'command', 'ca', 'env', 'folder'])
  if ('url' in service) {
    const { url, ca = '' } = service
    return { url, settings: { [guestSettings[`${role}Ca`].variable]: ca }, begin: nothing, close: nothing }
  }
  if ('command' in service) return openProgram(service, parts)
  if (!('app' in service) && !('appAt' in service))
    throw new TypeError(`${role}: say { url }, { app }, { appAt } or { command }`)
  if ('app' in service && service.app === undefined) throw new TypeError(`${role}: ${NO_APP}`)
  const { folder, isTls } = parts
  const read = (name: string) => readFileSync(join(folder, 'tls', name), 'utf8')
  const served = await serveApp(role, isTls ? { cert: read(`${role}.pem`), key: read(`${role}.key.pem`) } : undefined)
  return {
    url: `${isTls ? 'https' : 'http'}://localhost:${served.port}`,
    settings: {},
    begin: async (place) =>
      served.answerBy(await listenerOf('app' in service ? service.app : await service.appAt(place), parts.clock)),
    close: served.close,
  }
}

async function openProgram(
  { command, env = {}, folder: workingFolder }: Extract<OwnService, { command: unknown }>,
  { folder, clock, write }: OpenCastParts,
): Promise<Opened> {
  if (!Array.isArray(command) || command.length === 0 || command.some((word) => typeof word !== 'string'))
    throw new TypeError("command is a list of a program and its words: ['node', 'b.mjs']")
  const held = await holdPort(0)
  const { port } = held.place
  let end = nothing
  return {
    url: `http://localhost:${port}`,
    settings: {},
    async begin({ issuer, jwksUri, audience, caFile }) {
      held.close()
      const said = { PORT: String(port), AUDIENCE: audience, ISSUER: issuer, JWKS_URI: jwksUri }
      const trusted =
        caFile === undefined ? {} : { CA_FILE: caFile, NODE_EXTRA_CA_CERTS: caFile, SSL_CERT_FILE: caFile }
      const given = { ...said, ...trusted, KEYS_FILE: pinnedFile(folder, 'servicea'), ...env }
      const program = runProgram({ command, env: given, folder: workingFolder, port, clock, write })
      end = program.end // before it is waited for: another one may fail meanwhile
      await program.untilListening()
    },
    async close() {
      held.close()
      await end()
    },
  }
}
