/** Why a file or a folder cannot be read or written, in words. @returns undefined for what is no fault of a disk */
export function diskFault(error: unknown): string | undefined {
  const code = errorCode(error)
  return code === undefined ? undefined : (REASONS[code] ?? code)
}

export const errorCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error ? String(error.code) : undefined

const REASONS: Record<string, string> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk is full',
  ENOENT: 'it is gone',
  ENOTDIR: 'it is gone',
  EEXIST: 'a file has its name',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the disk is read-only',
}
