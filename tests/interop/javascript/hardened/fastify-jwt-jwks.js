import Fastify from 'fastify'
import fastifyJwtJwks from 'fastify-jwt-jwks'

/** fastify-jwt-jwks with every setting that it and fast-jwt have for an access token; which algorithms, it says itself. Milliseconds. */
export default async function ({ issuer, audience, jwksUri }) {
  const server = Fastify()
  await server.register(fastifyJwtJwks, {
    jwksUrl: jwksUri,
    audience,
    issuer,
    checkTyp: 'at+jwt',
    requiredClaims: ['iss', 'sub', 'aud', 'exp', 'iat', 'jti', 'client_id'],
    maxAge: 3_600_000,
    clockTolerance: 30_000,
  })
  server.get('/', { preValidation: server.authenticate }, (request) => ({ isLetIn: true, sub: request.user.sub }))
  await server.listen({ port: 0, host: '127.0.0.1' })
  return server.server
}
