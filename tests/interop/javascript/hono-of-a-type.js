import hono from './hono.js'

/** The middleware jwk of hono, told which type its tokens have. */
export default (settings) => hono(settings, { typ: 'at+jwt' })
