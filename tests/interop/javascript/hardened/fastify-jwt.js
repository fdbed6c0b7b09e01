import fastifyJwt from '@fastify/jwt'
import Fastify from 'fastify'
import buildGetJwks from 'get-jwks'

/** @fastify/jwt with get-jwks, with every setting that they and fast-jwt have for an access token. Milliseconds. */
export default async function ({ issuer, audience, algorithms, jwksUri }) {
  const fastify = Fastify()
  const { origin } = new URL(jwksUri)
  const getJwks = buildGetJwks({
    issuersWhitelist: [issuer],
    jwksPath: jwksUri.slice(origin.length),
    max: 10,
    ttl: 600_000,
  })
  fastify.register(fastifyJwt, {
    decode: { complete: true },
    secret: (_request, { header: { kid, alg }, payload: { iss } }, callback) => {
      getJwks.getPublicKey({ kid, domain: iss, alg }).then((publicKey) => callback(null, publicKey), callback)
    },
    verify: {
      algorithms,
      allowedIss: issuer,
      allowedAud: audience,
      checkTyp: 'at+jwt',
      requiredClaims: ['iss', 'sub', 'aud', 'exp', 'iat', 'jti', 'client_id'],
      maxAge: 3_600_000,
      clockTolerance: 30_000,
    },
  })
  fastify.setErrorHandler((error, _request, reply) => {
    reply
      .code(error.statusCode ?? 401)
      .header('WWW-Authenticate', 'Bearer error="invalid_token"')
      .send()
  })
  fastify.addHook('onRequest', (request) => request.jwtVerify())
  fastify.get('/', (request) => ({ isLetIn: true, sub: request.user.sub }))
  await fastify.listen({ port: 0, host: '127.0.0.1' })
  return fastify.server
}
