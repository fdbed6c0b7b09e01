import { existsSync } from 'node:fs'
import express from 'express'
import type { RequestListener } from 'node:http'

/** What `{ app }` of the test kit takes (testkit/cast/own-service.ts). */
type AnyApp =
  | RequestListener
  | { ready(): PromiseLike<unknown>; routing: RequestListener }
  | { callback(): RequestListener }
  | { fetch(request: Request): Response | Promise<Response> }

/** What a token is worth: 200 or 401. */
type JudgeToken = (authorization: string | undefined) => Promise<number>

/** An app that answers at every path by that alone. */
type MakeApp = (judge: JudgeToken) => Promise<AnyApp>

const LIBRARIES = new URL('../interop/node_modules/', import.meta.url)

/** Why those that are not ours cannot run here; false where they can. */
export const lacksApps = existsSync(new URL('hono', LIBRARIES)) ? false : 'npm ci in tests/interop has not been run'

const load = (file: string) => import(new URL(file, LIBRARIES).href)

/** In the frameworks that people use, and without one. */
export const APPS_OF_OTHERS: Readonly<Record<string, MakeApp>> = {
  'plain Node': async (judge) => (request, response) =>
    void judge(request.headers.authorization).then((status) => response.writeHead(status).end()),
  Express: async (judge) =>
    express().use((request, response, next) => {
      judge(request.headers.authorization).then((status) => response.sendStatus(status), next)
    }),
  Fastify: async (judge) => {
    const { fastify } = await load('fastify/fastify.js')
    return fastify().all('/*', async (request: { headers: Record<string, string> }, reply: FastifyReply) =>
      reply.code(await judge(request.headers['authorization'])).send({}),
    )
  },
  Koa: async (judge) => {
    const { default: Koa } = await load('koa/lib/application.js')
    return new Koa().use(async (context: KoaContext) => {
      context.status = await judge(context.get('authorization'))
    })
  },
  Hono: async (judge) => {
    const { Hono } = await load('hono/dist/index.js')
    return new Hono().all('*', async (context: HonoContext) =>
      context.body('', await judge(context.req.header('authorization'))),
    )
  },
}

interface FastifyReply {
  code(status: number): { send(body: unknown): unknown }
}

interface KoaContext {
  status: number
  get(name: string): string
}

interface HonoContext {
  body(text: string, status: number): Response
  req: { header(name: string): string | undefined }
}
