// A folder of its own for a test, gone when the test is over.

import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export class TempFolder implements AsyncDisposable {
  private constructor(readonly path: string) {}

  static async make(): Promise<TempFolder> {
    return new TempFolder(await realpath(await mkdtemp(join(tmpdir(), 'instar-cli-'))))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.path, { recursive: true, force: true })
  }

  async write(name: string, text: string): Promise<string> {
    const file = join(this.path, name)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
    return file
  }

  read(name: string): Promise<string> {
    return readFile(join(this.path, name), 'utf8')
  }
}
