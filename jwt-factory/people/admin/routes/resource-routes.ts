import type { Request, RequestHandler } from 'express'
import { jsonBody } from '#core/http/input'
import { Problem } from '#core/http/problem'
import { route, type Route } from '#core/http/routes'
import { sendJson } from '#core/http/send'
import type { DirectoryDocument, DirectoryEntries, EntryKind } from '../../directory/document.ts'
import { removeOf } from '../admin-change.ts'
import { AdminRefused } from '../admin-refused.ts'
import type { Administration } from '../administration.ts'
import { forAdministrator } from './answer-administrator.ts'
import { askedPage } from './paging.ts'
import { ADMIN_RESOURCES, type AdminEdge, type AdminResource } from './resources.ts'
import { TO_WIRE } from './wire.ts'

type AdminFront = readonly RequestHandler[]

/** Lists, entries and what they lead to, for all kinds alike. @param front what stands before each: the shape of errors, the token */
export const resourceRoutes = (administration: Administration, front: AdminFront): Route[] =>
  ADMIN_RESOURCES.flatMap((resource) => [
    ...entryRoutes(resource, administration, front),
    ...resource.edges.flatMap((edge) => edgeRoutes(resource, edge, administration, front)),
  ])

function entryRoutes(resource: AdminResource, administration: Administration, front: AdminFront): Route[] {
  const { path, kind, noun, read, add, change } = resource
  const [all, one] = [`/api/admin/${path}`, `/api/admin/${path}/:id`]
  const list = forAdministrator(async (who, { query }, response) => {
    const document = await administration.read(who, read)
    sendJson(response, 200, askedPage(document[kind] as readonly DirectoryEntries[EntryKind][], query).map((entry) => onWire(kind, entry))) // prettier-ignore
  })
  const look = forAdministrator(async (who, request, response) =>
    sendJson(response, 200, entryIn(await administration.read(who, read), kind, idInAddress(request))),
  )
  const make = (changeFor: (request: Request) => ReturnType<AdminResource['change']>) =>
    forAdministrator(async (who, request, response) => {
      const { document, id } = await administration.change(who, changeFor(request))
      sendJson(response, 200, entryIn(document, kind, id))
    })
  const remove = forAdministrator(async (who, request, response) => {
    await administration.change(who, removeOf(kind, idInAddress(request)))
    response.status(204).end()
  })
  return [
    route(`GET ${all}`, `all, by ?page and ?itemsPerPage: ${noun}s`, ...front, list),
    ...(add
      ? [
          route(
            `POST ${all}`,
            `adds a ${noun}`,
            ...front,
            jsonBody,
            make(({ body }) => add(body)),
          ),
        ]
      : []),
    route(`GET ${one}`, `one ${noun} by its id`, ...front, look),
    route(
      `PATCH ${one}`,
      `changes a ${noun}`,
      ...front,
      jsonBody,
      make((request) => change(idInAddress(request), request.body)),
    ),
    route(`DELETE ${one}`, `removes a ${noun}`, ...front, remove),
  ]
}

function edgeRoutes(
  { path, kind, noun, read }: AdminResource,
  edge: AdminEdge,
  administration: Administration,
  front: AdminFront,
): Route[] {
  const address = `/api/admin/${path}/:id/${edge.path}`
  function answered(document: DirectoryDocument, request: Request): unknown {
    const id = idInAddress(request)
    entryIn(document, kind, id)
    const there = edge.ids(document, id).toSorted((a, b) => a - b)
    const [first] = there
    if (edge.isOne) return entryIn(document, edge.kind, first ?? -1)
    return askedPage(there, request.query).map((each) => entryIn(document, edge.kind, each))
  }
  const list = forAdministrator(async (who, request, response) =>
    sendJson(response, 200, answered(await administration.read(who, read), request)),
  )
  const set = forAdministrator(async (who, request, response) => {
    const { document } = await administration.change(who, edge.change(idInAddress(request), request.body))
    sendJson(response, 200, answered(document, request))
  })
  return [
    route(`GET ${address}`, `what a ${noun} has: ${edge.path}`, ...front, list),
    route(`PATCH ${address}`, `all that a ${noun} has from now on: ${edge.path}`, ...front, jsonBody, set),
  ]
}

/** @throws Problem invalid-input for what is no id */
function idInAddress({ params: { id } }: Request): number {
  if (typeof id !== 'string' || !/^[1-9]\d{0,14}$/.test(id))
    throw new Problem('invalid-input', 'The id in the address is not a number.')
  return Number(id)
}

/** @throws AdminRefused not-there */
function entryIn(document: DirectoryDocument, kind: EntryKind, id: number): Record<string, unknown> {
  const entry = document[kind].find((each) => each.id === id)
  if (!entry) throw new AdminRefused('not-there')
  return onWire(kind, entry)
}

const onWire = <Kind extends EntryKind>(kind: Kind, entry: DirectoryEntries[EntryKind]): Record<string, unknown> =>
  TO_WIRE[kind](entry as DirectoryEntries[Kind]) // an entry of the list of its kind
