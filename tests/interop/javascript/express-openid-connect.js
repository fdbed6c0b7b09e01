import express from 'express'
import pkg from 'express-openid-connect'

const { auth, requiresAuth } = pkg // it is CommonJS

/** express-openid-connect, as its README writes it: a program of its own, which people log in to. */
const { ISSUER, CLIENT_ID, CLIENT_SECRET, SESSION_SECRET, PORT } = process.env
const app = express()
app.use(
  auth({
    issuerBaseURL: ISSUER,
    baseURL: `http://localhost:${PORT}`,
    clientID: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    secret: SESSION_SECRET,
    authRequired: false,
    idpLogout: true,
    httpTimeout: 120_000, // no test is about a busy machine
    authorizationParams: { response_type: 'code', scope: 'openid profile offline_access' },
  }),
)
const say = ({ oidc: { idTokenClaims, accessToken } }, response) =>
  void response.json({ claims: idTokenClaims, accessToken: accessToken.access_token })
app.get('/profile', requiresAuth(), say)
app.get('/refresh', requiresAuth(), (request, response, next) => {
  request.oidc.accessToken.refresh().then(() => say(request, response), next)
})
app.get('/', (request, response) => void response.json({ isLoggedIn: request.oidc.isAuthenticated() }))
app.listen(PORT, '127.0.0.1')
