import fastifyJwt from '@fastify/jwt'
import Fastify from 'fastify'
import buildGetJwks from 'get-jwks'

/** @fastify/jwt with get-jwks, as the README of get-jwks writes it. */
export default async function ({ issuer, audience }) {
  const fastify = Fastify()
  const getJwks = buildGetJwks({ issuersWhitelist: [issuer] })
  fastify.register(fastifyJwt, {
    decode: { complete: true },
    secret: (_request, { header: { kid, alg }, payload: { iss } }, callback) => {
      getJwks.getPublicKey({ kid, domain: iss, alg }).then((publicKey) => callback(null, publicKey), callback)
    },
    verify: { allowedIss: issuer, allowedAud: audience },
  })
  fastify.addHook('onRequest', (request) => request.jwtVerify())
  fastify.get('/', (request) => ({ isLetIn: true, sub: request.user.sub }))
  await fastify.listen({ port: 0 })
  return fastify.server
}
