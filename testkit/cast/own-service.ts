import type { RequestListener } from 'node:http'

/** Where a service of yours finds what it needs, and where it is looked for. */
export interface OwnServicePlace {
  /** The `iss` of access tokens; its metadata is found there. */
  issuer: string
  /** Its public keys. */
  jwksUri: string
  /** The `aud` that its tokens must have. */
  audience: string
  /** PEM file of the authority of the issuer; undefined where that speaks plain HTTP. */
  caFile: string | undefined
}

/** An Express, Fastify, Koa or Hono app, or a function for `node:http`. */
export type OwnApp =
  | RequestListener
  | { ready(): PromiseLike<unknown>; routing: RequestListener }
  | { callback(): RequestListener }
  | { fetch(request: Request): Response | Promise<Response> }

/**
 * A service of yours in the place of one of the sandbox:
 * - `url`: one that runs already, over https, or http on this machine. `ca`: the PEM file of its authority, or `system`
 * - `app`: one in this process, behind a server of the test kit. A function of the place where it is to get its keys goes by `appAt`
 * - `command`: a program, with its words. It gets PORT, AUDIENCE, ISSUER, JWKS_URI and KEYS_FILE in its environment, listens at PORT
 *   on localhost by plain HTTP, and ends with the sandbox
 */
export type OwnService =
  | { url: string; ca?: string }
  | { app: OwnApp }
  | { appAt(place: OwnServicePlace): OwnApp | Promise<OwnApp> }
  | { command: readonly [program: string, ...words: string[]]; env?: Readonly<Record<string, string>>; folder?: string }

/** By the roles that they play. */
export interface OwnCast {
  serviceb?: OwnService
  servicec?: OwnService
}
