// Why a release file cannot be read or written, in words and with a cure: from the error of the system to what people
// are told. Pure.

interface Problem {
  readonly problem: string
  readonly cure: string
}

/** Why reading failed, as the end of a sentence. */
export function problemOfReading(error: unknown): string {
  switch (codeOf(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'there is no such file'
    case 'EACCES':
    case 'EPERM':
      return 'you may not read it'
    default:
      return wordsOf(error)
  }
}

/** Why writing failed, and what to do about it. */
export function problemOfWriting(error: unknown, folder: string): Problem {
  switch (codeOf(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return { problem: `there is no folder ${folder}`, cure: 'Make the folder first, or choose another.' }
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return { problem: 'the disk is full', cure: 'Make room, and write it again.' }
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return { problem: `you may not write into ${folder}`, cure: 'Choose a folder that is yours.' }
    case 'EISDIR':
    case 'ENOTEMPTY':
    case 'EEXIST':
      return { problem: 'a folder of that name is there', cure: 'Choose another name.' }
    default:
      return { problem: wordsOf(error), cure: 'Look at the disk and the folder.' }
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | null)?.code
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
