import jwksRsa from 'jwks-rsa'
import Koa from 'koa'
import jwt from 'koa-jwt'

/** koa-jwt, as its README writes it. */
export default function ({ issuer, audience }) {
  const app = new Koa()
  app.use(
    jwt({
      secret: jwksRsa.koaJwtSecret({
        jwksUri: `${issuer}/.well-known/jwks.json`,
        cache: true,
        cacheMaxEntries: 5,
        cacheMaxAge: 10 * 3600 * 1000,
      }),
      audience,
      issuer,
    }),
  )
  app.use((context) => void (context.body = context.state.user))
  return app.listen(0)
}
