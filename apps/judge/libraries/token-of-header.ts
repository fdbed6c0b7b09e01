/**
 * The token as most APIs read it that leave the rest to a library: `req.headers.authorization?.split(' ')[1]`. Of several headers Node
 * keeps the first, and the scheme is not looked at.
 * @returns undefined where there is none
 */
export const tokenOfHeader = (authorization: readonly string[]): string | undefined => authorization[0]?.split(' ')[1]

/** The same as people write it. */
export const READ_THE_HEADER = "const token = req.headers.authorization?.split(' ')[1]"
