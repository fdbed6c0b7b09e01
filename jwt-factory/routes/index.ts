import type { RequestHandler } from 'express'
import { sendJson } from '#core/http/app'

/** What can be called here. */
const ROUTES = {
  'GET /keys/:keyId': 'the public key of that id; made if it is not there yet',
  'POST /keys/:keyId': 'a new key for that id; the earlier one stays published while its tokens live',
  'POST /keys/:keyId?prepare=1': 'a key that is published and does not sign yet',
  'DELETE /keys/:keyId/:kid': 'takes a key out at once',
  '/keys': 'the same three for the issuer itself: GET, POST (also ?prepare=1), DELETE /keys/:kid',
  'POST /issueToken/:keyId': 'a token with the claims of the body (?expired=1: one that has expired)',
  'POST /verify/:keyId': 'whether the token in {token, aud, sub} is good',
  'POST /token': 'an access token by a grant: client_credentials, token-exchange or jwt-bearer',
  'POST /introspect': 'whether an access token is alive, for its recipient and its owner',
  'POST /revoke': 'takes an access token back',
  'GET /.well-known/oauth-authorization-server': 'what this issuer is; also at /.well-known/openid-configuration',
  '/issuers/:name/…':
    'an issuer of its own, made on first use, with token, introspect, revoke, keys, jwks and .well-known of its own',
  'GET /jwks': 'all public keys as a key set; also at /.well-known/jwks.json',
  'GET /utils/publicKey/:keyId': 'the public key as base64 of its PEM',
  'GET /utils/keys': 'all key ids',
  'POST /utils/dump': 'writes all key pairs as PEM files to keys/dump',
  'GET /traces/:traceId': 'what this process did in a trace',
  'GET /healthz': 'whether it can issue and verify',
}

export const index: RequestHandler = (_request, response) =>
  sendJson(response, 200, { name: 'jwt-factory', routes: ROUTES })
