// The classes of the soak as releases: the compiled modules as one text, loaded anew for each upgrade, with other versions of
// those classes that change. It knows which versions should run; each load gives a changed class a version that it has not
// had before: `2.17.0` is the second edition, made by the seventeenth load.

import * as core from '@instar/core'
import * as library from '@instar/classes'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import * as sums from './sums.js'
import { type Trouble, Troublemaker } from './trouble.js'

/** Class and module, base first. */
const modules: Readonly<Record<string, string>> = {
  Counted: 'counted',
  Connection: 'connection',
  Line: 'line',
  Account: 'account',
  Room: 'room',
  Worker: 'worker',
  Crew: 'crew',
  Desk: 'desk',
  Pulse: 'pulse',
  Straggler: 'straggler',
}
export const classNames: readonly string[] = Object.keys(modules)

export type Edition = 1 | 2 | 3

/** One load: its classes, and the versions that run once it is committed. */
export interface Release {
  readonly classes: readonly core.ActorClass[]
  readonly versions: ReadonlyMap<string, string>
}

/** What is to differ in a load. */
export interface Wish {
  /** The editions of the classes that change. */
  readonly editions: Readonly<Record<string, Edition>>
  readonly trouble?: Trouble
  /** Says that these have their old version, although their code is another. */
  readonly disguised?: boolean
}

export class Editions {
  /** The versions that run, by name of class. */
  running: ReadonlyMap<string, string> = new Map(classNames.map((name) => [name, '1.0.0']))
  loads = 0
  private readonly texts = new Map(
    [...Object.values(modules), 'serve'].map((module) => [module, readFileSync(placeOf(module), 'utf8')] as const),
  )

  /** The edition of a class that runs. */
  of(name: string): Edition {
    return Number(this.running.get(name)!.split('.')[0]) as Edition
  }

  load({ editions, trouble = { type: 'none' }, disguised = false }: Wish): Release {
    this.loads += 1
    const changed = Object.keys(editions)
    const fresh = changed.map((name) => [name, `${editions[name]}.${this.loads}.0`] as const)
    const versions = new Map([...this.running, ...(disguised ? [] : fresh)])
    const hashes = Object.fromEntries(
      [...versions].map(([name, version]) => [name, this.hash(name, version, disguised && changed.includes(name))]),
    )
    const unit = { name: `soak-${this.loads}`, text: this.text(), hashes }
    const { classes } = core.loadCode(unit, packagesWith(versions, new Troublemaker(trouble)))
    return { classes, versions }
  }

  private text(): string {
    const parts = [...this.texts].map(
      ([module, text]) => `define('classes/${module}.cjs', function (exports, module, require) {\n${text}\n});\n`,
    )
    const requires = Object.values(modules).map((module) => `require('classes/${module}.cjs');\n`)
    return `// Load ${this.loads}.\n${parts.join('')}${requires.join('')}`
  }

  private hash(name: string, version: string, isDisguised: boolean): string {
    const content = `${version}\n${isDisguised ? this.loads : ''}\n${this.texts.get(modules[name]!)!}`
    return createHash('sha256').update(content).digest('hex')
  }
}

function placeOf(module: string): URL {
  return new URL(`./classes/${module}.cjs`, import.meta.url)
}

/** What the modules import that are not of the text themselves. */
function packagesWith(versions: ReadonlyMap<string, string>, troublemaker: Troublemaker): (id: string) => unknown {
  const version = (name: string): string => versions.get(name)!
  const orders = {
    version,
    pick: (name: string, editions: readonly (() => object)[]) => editions[Number(version(name).split('.')[0]) - 1]!(),
    meddle: (name: string) => troublemaker.meddle(name),
    load: (name: string) => troublemaker.load(name),
  }
  const packages: Readonly<Record<string, unknown>> = {
    '@instar/core': core,
    '@instar/classes': library,
    'classes/orders.cjs': orders,
    'sums.js': sums,
  }
  return (id) => {
    if (!(id in packages)) throw new Error(`the classes of the soak import ${id}, which is not provided`)
    return packages[id]
  }
}
