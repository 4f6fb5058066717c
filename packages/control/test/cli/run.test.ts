// Commands as they are typed, against a process that answers what a test wants.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { exitCodes } from '../../src/cli/exit-code.js'
import { allCommands } from '../../src/cli/commands.js'
import type { Progress } from '../../src/protocol/answers.js'
import { linesOf, type Reply, StandIn } from '../client/stand-in.js'
import { FakeTerminal } from './fake-terminal.js'
import { TempFolder } from './temp-folder.js'
import { classOf, lingerer, planAnswerOf, planOf, statusOf, upgradeAnswerOf } from './samples.js'
import { releaseFileIn } from './release-file.js'

interface Stage extends AsyncDisposable {
  readonly standIn: StandIn
  readonly terminal: FakeTerminal
}

/** A process with these replies, and a terminal whose folder has its socket and a file `cats.release`. */
async function stage(
  replies: Readonly<Record<string, Reply>>,
  settings: ConstructorParameters<typeof FakeTerminal>[0] = {},
): Promise<Stage> {
  const standIn = await StandIn.start(replies)
  await releaseFileIn(standIn.folder)
  const terminal = new FakeTerminal({ folder: standIn.folder, cwd: standIn.folder, ...settings })
  return { standIn, terminal, [Symbol.asyncDispose]: () => standIn[Symbol.asyncDispose]() }
}

const atTerminal = { isTTY: true, canAsk: true, columns: 100, env: { NO_COLOR: '1' } }
const sound: Record<string, Reply> = {
  plan: { result: planAnswerOf() },
  upgrade: { lines: [{ type: 'result', result: upgradeAnswerOf() }] },
}

describe('output', () => {
  test('is text without colours in a pipe, and with colours on a terminal', async () => {
    await using one = await stage({ status: { result: statusOf() } })
    const piped = await one.terminal.run('status')
    expect(piped.out).toContain('node       app, process 4711')
    one.terminal.isTTY = true
    expect((await one.terminal.run('status')).out).toContain('\u001B[1mapp\u001B[22m')
    one.terminal.env = { NO_COLOR: '1' }
    expect((await one.terminal.run('status')).out).toBe(piped.out)
    one.terminal.isTTY = false
    one.terminal.env = { FORCE_COLOR: '1' }
    expect((await one.terminal.run('status')).out).toContain('\u001B[1m')
  })

  test('is exactly one JSON document with --json, wherever that stands', async () => {
    await using one = await stage({ status: { result: statusOf() }, classes: { result: [] } })
    expect(JSON.parse((await one.terminal.run('status --json')).out)).toEqual(statusOf())
    expect(JSON.parse((await one.terminal.run('--json classes')).out)).toEqual([])
  })

  test('of an error with --json is a document too, with the exit code of the error', async () => {
    await using one = await stage({
      confirm: { status: 409, error: { code: 'busy', message: 'An upgrade is under way.', defects: ['d'] } },
    })
    const { code, out, err } = await one.terminal.run('confirm --json')
    expect(JSON.parse(out)).toEqual({ error: { code: 'busy', message: 'An upgrade is under way.', defects: ['d'] } })
    expect([code, err]).toEqual([4, ''])
    const misspelt = await one.terminal.run('confrim --json')
    expect(JSON.parse(misspelt.out).error.code).toBe('bad-usage')
    expect([misspelt.code, misspelt.err]).toEqual([2, ''])
  })
})

describe('exit codes', () => {
  test.each<[string, string, number]>([
    ['status', 'internal', 70],
    ['confirm', 'busy', 4],
    ['confirm', 'no-audit', 4],
    ['plan cats.release', 'not-trusted', 4],
    ['instances Cat', 'unknown-class', 2],
    ['inspect <app.9>', 'no-instance', 2],
  ])('%s, refused as %s, ends with %d, and says why on standard error', async (command, code, expected) => {
    const name = command.split(' ')[0]!
    await using one = await stage({
      [name]: { status: 400, error: { code, message: 'So it is.', defects: ['first'] } },
    })
    const ran = await one.terminal.run(command)
    expect(ran).toEqual({ code: expected, out: '', err: 'error: So it is.\n  1. first\n' })
  })

  test.each([
    ['stauts', 'Did you mean status?'],
    ['status --verbose', 'unknown option'],
    ['instances', "missing required argument 'class'"],
    ['status more', 'too many arguments'],
    ['upgrade cats.release --strategy eager', 'Allowed choices are atomic, lazy'],
    ['upgrade cats.release --deadline soon', 'no time such as'],
    ['instances Cat --limit 0', 'no whole number'],
    ['rehearse cats.release --extra {', 'is no JSON'],
    ['plan nowhere.release', 'There is no release'],
    ['plan nowhere.ts', 'there is no such file'],
    ['status --control ftp://host', 'is no address'],
    ['status --ca nowhere.pem', 'there is no file nowhere.pem'],
    ['release sign cats.release', "required option '--key <file>'"],
  ])('%s is wrong usage: code 2', async (command, problem) => {
    await using one = await stage({})
    const { code, out, err } = await one.terminal.run(command)
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(problem)
    expect(one.standIn.asked).toEqual([])
  })

  test('nobody there, and somebody who hangs up, is 3', async () => {
    await using one = await stage({ status: (response) => void response.destroy() })
    expect((await one.terminal.run('status')).code).toBe(3)
    expect((await one.terminal.run('status --control nowhere.sock')).code).toBe(3)
    one.terminal.folder = join(one.standIn.folder, 'nowhere')
    expect((await one.terminal.run('status')).err).toContain('No process can be found')
  })

  test('all of them stand in the help', async () => {
    const { out } = await new FakeTerminal().run('--help')
    for (const [code, meaning] of Object.entries(exitCodes)) expect(out).toContain(`${code.padStart(2)}  ${meaning}`)
  })
})

describe('the process is found', () => {
  test('by --control, by INSTAR_CONTROL, and by the folder, in this order', async () => {
    await using here = await stage({ classes: { result: [] } })
    await using other = await stage({ classes: { result: [] } })
    await here.terminal.run('classes')
    expect(here.standIn.asked).toHaveLength(1)
    here.terminal.env = { INSTAR_CONTROL: other.standIn.path }
    await here.terminal.run('classes')
    expect(other.standIn.asked).toHaveLength(1)
    await here.terminal.run(['classes', '--control', here.standIn.path])
    expect(here.standIn.asked).toHaveLength(2)
  })
})

describe('upgrade', () => {
  test('shows the plan, asks, and does it on yes', async () => {
    await using one = await stage(sound, { ...atTerminal, answers: [true] })
    const { code, out, err } = await one.terminal.run('upgrade cats.release --deadline 2s --strategy lazy')
    expect(code).toBe(0)
    expect(out).toContain('Cat  1.0.0 -> 2.0.0 (changed)')
    expect(out).toContain('Upgraded to Cat 2.0.0.')
    expect(err).toContain('instar rollback')
    expect(one.terminal.questions).toEqual([`Upgrade ${one.standIn.path}?`])
    const release = readFileSync(join(one.standIn.folder, 'cats.release'), 'utf8')
    expect(one.standIn.asked.map(({ path, input }) => [path, input])).toEqual([
      ['/v1/plan', { release }],
      ['/v1/upgrade', { release, options: { strategy: 'lazy', deadline: 2000 } }],
    ])
  })

  test.each([
    ['no', false],
    ['Ctrl-C', null],
  ])('does nothing on %s: code 5', async (_name, answer) => {
    await using one = await stage(sound, { ...atTerminal, answers: [answer] })
    const { code, err } = await one.terminal.run('upgrade cats.release')
    expect(code).toBe(5)
    expect(err).toContain('Nothing was done')
    expect(one.standIn.asked.map(({ path }) => path)).toEqual(['/v1/plan'])
  })

  test('without a terminal and without --yes is refused before anything is sent: code 2', async () => {
    await using one = await stage(sound)
    for (const command of ['upgrade cats.release', 'upgrade cats.release --json', 'purge Cat']) {
      const { code, err, out } = await one.terminal.run(command)
      expect(code).toBe(2)
      expect(err + out).toContain('--yes')
    }
    expect(one.standIn.asked).toEqual([])
  })

  test('with --yes asks nobody, and in a pipe draws no bar', async () => {
    await using one = await stage(sound)
    const { code, out } = await one.terminal.run('upgrade cats.release --yes')
    expect(code).toBe(0)
    expect(out).toContain('The plan is sound.\nUpgraded to Cat 2.0.0.')
    expect(one.terminal.bars).toEqual([])
  })

  test('with --json prints the report alone', async () => {
    await using one = await stage(sound)
    const { out } = await one.terminal.run('upgrade cats.release --yes --json')
    expect(JSON.parse(out)).toEqual(upgradeAnswerOf())
  })

  test('whose plan has defects is not sent: code 1', async () => {
    await using one = await stage({ plan: { result: planAnswerOf(planOf({ defects: ['no bump'] })) } })
    const { code, out } = await one.terminal.run('upgrade cats.release --yes')
    expect(code).toBe(1)
    expect(out).toContain('1. no bump')
    expect(one.standIn.asked).toHaveLength(1)
  })

  test.each(['refused', 'rolledBack'] as const)('that the process has %s ends with 1', async (outcome) => {
    const result = upgradeAnswerOf({ outcome }, 'No.')
    await using one = await stage({ ...sound, upgrade: { lines: [{ type: 'result', result }] } })
    const { code, out } = await one.terminal.run('upgrade cats.release --yes')
    expect(code).toBe(1)
    expect(out).toContain('No.\n')
  })

  test('shows its phases on a terminal', async () => {
    const progress: Progress[] = [
      { phase: 'freeze', done: 1, total: 2 },
      { phase: 'commit', done: 0, total: 0 },
    ]
    const lines = progress.map((each) => ({ type: 'progress' as const, progress: each }))
    await using one = await stage(
      { ...sound, upgrade: { lines: [...lines, { type: 'result', result: upgradeAnswerOf() }] } },
      atTerminal,
    )
    await one.terminal.run('upgrade cats.release --yes')
    expect(one.terminal.bars).toEqual(['upgrade', '39% freeze 1 of 2', '56% commit', 'end'])
  })

  test('that is left by Ctrl-C says that it goes on', async () => {
    await using one = await stage(
      {
        ...sound,
        upgrade: (response) => {
          response.writeHead(200, { 'content-type': 'application/x-ndjson' })
          response.write(linesOf([{ type: 'progress', progress: { phase: 'freeze', done: 0, total: 1 } }]))
          one.terminal.interruption.abort()
        },
      },
      atTerminal,
    )
    const { code, err } = await one.terminal.run('upgrade cats.release --yes')
    expect(code).toBe(3)
    expect(err).toContain('it goes on with it: `instar history`')
    expect(one.terminal.bars.at(-1)).toBe('end')
  })
})

describe('purge', () => {
  const cat = classOf('Cat', { older: ['1.0.0'] })
  const replies: Record<string, Reply> = {
    classes: { result: [cat] },
    lingering: { result: [lingerer] },
    purge: {
      lines: [
        { type: 'result', result: { outcome: 'purged', class: 'Cat', versions: ['1.0.0'], lingering: [lingerer] } },
      ],
    },
  }

  test('--hard shows who would be ended, and asks', async () => {
    await using one = await stage(replies, { ...atTerminal, answers: [true] })
    const { code, out } = await one.terminal.run('purge Cat --hard')
    expect(code).toBe(0)
    expect(out).toBe(`Cat 1.0.0 would be forgotten: there would be no way back to it.
1 call would be ended:
  - the static call Cat.census, in Cat 1.0.0 for 2300 ms
Purged Cat 1.0.0.
Ended:
  - the static call Cat.census, in Cat 1.0.0 for 2300 ms
`)
    expect(one.terminal.questions).toEqual(['Purge Cat, and end who lingers?'])
    expect(one.standIn.asked.at(-1)?.input).toEqual({ class: 'Cat', mode: 'hard' })
  })

  test('of a class that is not there guesses which one was meant', async () => {
    await using one = await stage(replies)
    const { code, err } = await one.terminal.run('purge cat --yes')
    expect(code).toBe(2)
    expect(err).toContain('did you mean Cat')
  })

  test('--prove ends with 1 when something is left in memory', async () => {
    const result = { outcome: 'nothing', class: 'Cat', versions: [], lingering: [], left: ['1.0.0'] }
    await using one = await stage({ ...replies, purge: { lines: [{ type: 'result', result }] } })
    const { code, out } = await one.terminal.run('purge Cat --prove --yes')
    expect(code).toBe(1)
    expect(out).toContain('Still in memory: Cat 1.0.0.')
    expect(one.standIn.asked.at(-1)?.input).toEqual({ class: 'Cat', mode: 'soft', prove: true })
  })

  test('that is refused ends with 1', async () => {
    const result = { outcome: 'refused', class: 'Cat', versions: [], lingering: [lingerer] }
    await using one = await stage({ ...replies, purge: { lines: [{ type: 'result', result }] } })
    const { code, out } = await one.terminal.run('purge Cat --yes')
    expect(code).toBe(1)
    expect(out).toContain('a purge without --hard is refused')
  })
})

test('watch prints an event a line, and as JSON a document a line', async () => {
  const events = ['<app.1>', '<app.2>'].map((pid) => ({
    at: '2026-01-01T10:00:00.000Z',
    type: 'spawned',
    class: 'Cat',
    pid,
  }))
  await using one = await stage({ watch: { lines: events.map((event) => ({ type: 'event', event })) } })
  expect((await one.terminal.run('watch')).out).toBe(
    '10:00:00.000 Cat <app.1> spawned\n10:00:00.000 Cat <app.2> spawned\n',
  )
  const { out } = await one.terminal.run('watch --json')
  expect(
    out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual(events)
})

test('instances go on where a page ended', async () => {
  const page = { class: 'Cat', total: 3, instances: [], next: '<app.2>' }
  await using one = await stage({ instances: { result: page } }, atTerminal)
  const { err } = await one.terminal.run(['instances', 'Cat', '--limit', '2', '--after', '<app.1>', '--direct'])
  expect(one.standIn.asked[0]!.input).toEqual({ class: 'Cat', direct: true, limit: 2, after: '<app.1>' })
  expect(err).toContain("instar instances Cat --after '<app.2>'")
})

describe('help', () => {
  test.each(allCommands.map(({ name }) => name))('of %s has examples that can be parsed', async (name) => {
    const { code, out } = await new FakeTerminal().run(`${name} --help`)
    expect(code).toBe(0)
    expect(out).toContain('Examples:\n  $ instar ')
    const { examples } = allCommands.find((each) => each.name === name)!
    for (const example of examples) expect(example.startsWith(name)).toBe(true)
  })

  test('of a command shows the options that all have', async () => {
    expect((await new FakeTerminal().run('status --help')).out).toContain('--json')
  })
})

describe('completion', () => {
  test.each(['bash', 'zsh', 'fish', 'powershell'])('has a script for %s', async (shell) => {
    const { code, out } = await new FakeTerminal().run(`completion ${shell}`)
    expect(code).toBe(0)
    expect(out).toMatch(/instar complete --|'instar'/)
  })

  test('suggests commands, choices and files', async () => {
    await using folder = await TempFolder.make()
    await folder.write('cats.release', '')
    await folder.write('src/cat.ts', '')
    const terminal = new FakeTerminal({ cwd: folder.path })
    const suggestions = async (...words: string[]): Promise<string[]> => {
      const { out } = await terminal.run(['complete', '--', ...words])
      return out.split('\n').flatMap((line) => (line.includes('\t') ? [line.split('\t')[0]!] : []))
    }
    expect(await suggestions('up')).toEqual(['upgrade'])
    expect(await suggestions('upgrade', '--purge', '')).toEqual(['soft', 'hard', 'later'])
    expect(await suggestions('plan', '')).toEqual(['cats.release', 'src/'])
    expect(await suggestions('release', 'build', 'src/')).toEqual(['src/cat.ts'])
  })
})
