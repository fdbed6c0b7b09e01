import type { Request } from 'express'

/**
 * Does a browser ask for something to look at? It names HTML before anything else; programs name JSON, or take whatever
 * there is (RFC 9110 §12.5.1).
 */
export const wantsPage = (request: Request): boolean => request.accepts(['json', 'html']) === 'html'
