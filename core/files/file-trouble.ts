/** A file or folder of this process cannot be used at the moment: whoever needs it cannot decide, and fails closed. */
export class FileUnavailable extends Error {
  override readonly name = 'FileUnavailable'
}

/**
 * Does something with files, and says of what the system refuses what it was, without a path of this machine.
 * @param what begins the message, for instance "the client secret cannot be read"
 */
export async function explainFileFault<Result>(what: string, task: () => Promise<Result>): Promise<Result> {
  try {
    return await task()
  } catch (cause) {
    const why = whyRefused(cause)
    throw why === undefined ? cause : new FileUnavailable(`${what}: ${why}`, { cause })
  }
}

/** Why the system refused; undefined when the error is none of the system. */
export function whyRefused(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error && 'syscall' in error ? String(error.code) : undefined
  return code && (REASONS[code] ?? code)
}

const REASONS: Record<string, string> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk is full',
  ENOENT: 'it is gone',
  ENOTDIR: 'it is gone',
  EEXIST: 'something else is in its place',
  EDANGLING: 'it is a link that leads nowhere',
  EISDIR: 'it is a folder',
  EFTYPE: 'it is not a file but a pipe or a device',
  EFBIG: 'it is too large',
  EILSEQ: 'it is not UTF-8',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENXIO: 'nobody reads from it',
  EPIPE: 'nobody reads from it any more',
  EROFS: 'the disk is read-only',
}
