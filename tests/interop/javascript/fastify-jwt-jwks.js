import Fastify from 'fastify'
import fastifyJwtJwks from 'fastify-jwt-jwks'

/** fastify-jwt-jwks, as its README writes it. */
export default async function ({ issuer, audience }) {
  const server = Fastify()
  await server.register(fastifyJwtJwks, { jwksUrl: `${issuer}/.well-known/jwks.json`, audience, issuer })
  server.get('/', { preValidation: server.authenticate }, (request) => ({ isLetIn: true, sub: request.user.sub }))
  await server.listen({ port: 0 })
  return server.server
}
