import type { Target } from '#core/http/forward/target'

/** Where something is, for people: `http://localhost:4801`, `unix:/path`. */
export const shownTarget = ({ protocol, authority, socketPath, basePath }: Target): string =>
  socketPath === undefined ? `${protocol}://${authority}${basePath}` : `unix:${socketPath}`
