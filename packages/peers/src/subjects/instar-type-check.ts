// instar: how long the compiler takes over an application with many actor classes, each with a request to the one before
// it, beside an application with none.

import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Prepare } from '../work.js'

/** Within the package, so that the application finds core as this one does. */
const home = fileURLToPath(new URL('..', import.meta.url))

export const typeCheck: Prepare = async (classes) => ({
  isOnce: true,
  async run() {
    const [none, all] = [await timeOf(0), await timeOf(classes)]
    const details = [
      { name: 'without-classes', unit: 's', value: none },
      { name: 'a-class', unit: 'ms', value: ((all - none) / classes) * 1000 },
    ]
    return { value: all, details }
  },
})

async function timeOf(classes: number): Promise<number> {
  const folder = mkdtempSync(join(home, 'type-check-'))
  try {
    writeApplication(folder, classes)
    const start = performance.now()
    await promisify(execFile)('tsc', ['-p', folder], { shell: process.platform === 'win32' })
    return (performance.now() - start) / 1000
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function writeApplication(folder: string, classes: number): void {
  const compilerOptions = {
    target: 'es2022',
    lib: ['es2023', 'esnext.disposable'],
    types: [],
    module: 'nodenext',
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    useDefineForClassFields: false,
  }
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }))
  writeFileSync(join(folder, 'main.ts'), "import { ActorSystem } from '@instar/core'\nawait ActorSystem.start()\n")
  for (let i = 0; i < classes; i++) writeFileSync(join(folder, `worker-${i}.ts`), sourceOf(i))
}

function sourceOf(i: number): string {
  const before = i === 0 ? 0 : i - 1
  return `import { Actor, actor, attribute, oneway, type Oneway, type Ref, request } from '@instar/core'
import type { Worker${before} as Before } from './worker-${before}.js'

@actor({ version: '1.0.0' })
export class Worker${i} extends Actor {
  @attribute() done = 0
  @attribute() before: Ref<Before> | null = null

  @request({ const: true }) total(): number {
    return this.done
  }

  @request() async totalOfBoth(): Promise<number> {
    return this.done + ((await this.before?.total()) ?? 0)
  }

  @oneway() work(amount: number): Oneway {
    this.done += amount
    this.before?.work(amount - 1)
  }
}
`
}
