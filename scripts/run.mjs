// The project's tasks: `node scripts/run.mjs <task> [arguments]`. Each is a list of steps; a step prints one line with
// its duration, and what it said only when it fails.
//
// It runs on any Node from 20.19. Called by npm it installs first, with a pnpm that nobody has to have; called by pnpm
// it trusts what is there. Every later step runs on the Node of the lockfile: `node_modules/.bin` leads the PATH, and
// the project's own scripts are never called from here, so there is no way back into this file.

import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs, stripVTControlCharacters } from 'node:util'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const onWindows = process.platform === 'win32'
const calledByPnpm = (process.env.npm_config_user_agent ?? '').startsWith('pnpm/')

const install = { name: 'install', command: 'npx --yes pnpm@12 install --frozen-lockfile', skip: calledByPnpm }
const build = { name: 'build', command: 'tsc -b' }
const benches = join('packages', 'core', 'bench')
const benchBuild = { name: 'build', command: `tsc -b ${join(benches, 'tsconfig.bench.json')}` }
const types = { name: 'types', command: 'tsc -b tsconfig.check.json' }
const lint = { name: 'lint', command: 'oxlint --deny-warnings' }
const format = { name: 'format', command: 'oxfmt --check' }
const mutantsMain = `node --disable-warning=ExperimentalWarning ${join('packages', 'simulation', 'dist', 'mutants', 'main.js')}`
const mutantsCheck = { name: 'mutants', command: `${mutantsMain} --check`, note: /^(Mutants .*)$/m }
const tests = { name: 'tests', command: 'vitest run', note: /^ *(Tests .*)$/m }

const injected = { ...inject('added'), name: 'injected' }

const tasks = {
  // Options alone are for the first example: `npm start -- --serve --port 9000`.
  start: (args) => {
    const [name = 'greeter', ...rest] = args[0]?.startsWith('-') ? ['greeter', ...args] : args
    return [install, build, example(name, rest)]
  },
  build: () => [install, build],
  check: () => [install, types, lint, format],
  // With arguments (a file, a name) it is a developer at work: only those tests, and all that they say.
  test: (args) =>
    args.length > 0
      ? [install, aloud(tests, args)]
      : [install, types, lint, format, build, mutantsCheck, tests, injected],
  bench: (args) => [
    install,
    benchBuild,
    aloud({ name: 'bench', command: `node ${join(benches, 'dist', 'main.js')}` }, args),
  ],
  simulate: (args) => [
    install,
    build,
    aloud({ name: 'simulate', command: `node ${join('packages', 'simulation', 'dist', 'simulate', 'main.js')}` }, args),
  ],
  mutants: (args) => [install, build, aloud({ name: 'mutants', command: mutantsMain }, args)],
  soak: (args) => [
    install,
    build,
    aloud({ name: 'soak', command: `node ${join('packages', 'simulation', 'dist', 'soak', 'main.js')}` }, args),
  ],
  'bench:peers': (args) => [
    install,
    build,
    aloud({ name: 'bench:peers', command: `node ${join('packages', 'peers', 'dist', 'main.js')}` }, args),
  ],
  // Both kinds of upgrades unless one is named: packages/core/test/injection/README.md says what they are.
  inject: (args) => {
    const { mode, every, offset, rest } = injection(args)
    return [
      install,
      ...(mode === undefined ? ['equal', 'added'] : [mode]).map((each) => inject(each, { every, offset }, rest)),
    ]
  },
  mutate: (args) => [
    install,
    aloud({ name: 'mutate', command: `node ${join('scripts', 'mutate', 'main.mjs')}` }, args),
  ],
}

/** The tests of core with upgrades at their message boundaries. */
function inject(mode, { every = '1', offset = '0' } = {}, args = []) {
  return {
    name: mode,
    command: ['vitest run -c vitest.injected.config.ts', ...args.map(quoted)].join(' '),
    env: { INSTAR_INJECT: mode, INSTAR_INJECT_EVERY: every, INSTAR_INJECT_OFFSET: offset },
    note: /^(Injected .*)$/m,
  }
}

/** The options of an injected run; what is none of them is vitest's. */
function injection(args) {
  const options = { mode: { type: 'string' }, every: { type: 'string' }, offset: { type: 'string' } }
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
    const { mode, every = '1', offset = '0' } = values
    if (mode !== undefined && !['equal', 'added'].includes(mode)) complain(`There is no mode "${mode}": equal or added`)
    if (!/^[1-9]\d*$/.test(every) || !/^\d+$/.test(offset) || Number(offset) >= Number(every))
      complain('Give --every a whole number from 1 on, and --offset one from 0 on that is smaller')
    return { mode, every, offset, rest: positionals }
  } catch (error) {
    return complain(error.message)
  }
}

function example(name, args) {
  const home = join('packages', 'examples')
  const sources = join(root, home, 'src')
  const names = existsSync(sources)
    ? readdirSync(sources).filter((folder) => existsSync(join(sources, folder, 'main.ts')))
    : []
  if (!names.includes(name)) complain(`There is no example "${name}". Examples: ${names.join(', ') || 'none yet'}`)
  return aloud({ name: `example ${name}`, command: `node ${join(home, 'dist', name, 'main.js')}` }, args)
}

/** The same step with further arguments, and with its output shown as it comes. */
function aloud(step, args) {
  return { ...step, command: [step.command, ...args.map(quoted)].join(' '), aloud: true }
}

function quoted(argument) {
  if (/^[\w./:=@%+,-]+$/.test(argument)) return argument
  return onWindows ? `"${argument.replaceAll('"', '""')}"` : `'${argument.replaceAll("'", String.raw`'\''`)}'`
}

function complain(message) {
  console.error(message)
  process.exit(2)
}

function environment(more = {}) {
  const env = { ...process.env, ...more }
  // Windows spells it Path; a second spelling would be ignored.
  const key = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH'
  env[key] = join(root, 'node_modules', '.bin') + delimiter + (env[key] ?? '')
  return env
}

/** Runs a step to its end. Resolves to its exit code and, unless it spoke aloud, to what it said. */
function run(step) {
  return new Promise((resolve) => {
    const stdio = step.aloud ? 'inherit' : ['ignore', 'pipe', 'pipe']
    const child = spawn(step.command, { cwd: root, env: environment(step.env), shell: true, stdio })
    let output = ''
    child.stdout?.on('data', (data) => (output += data))
    child.stderr?.on('data', (data) => (output += data))
    child.on('error', (error) => resolve({ code: 1, output: String(error) }))
    child.on('close', (code) => resolve({ code: code ?? 1, output }))
  })
}

function line(step, took, { code, output }) {
  const note = step.note?.exec(stripVTControlCharacters(output))?.[1].replaceAll(/ +/g, ' ') ?? ''
  return `${code === 0 ? 'ok  ' : 'FAIL'} ${step.name.padEnd(8)} ${(took / 1000).toFixed(1).padStart(6)} s  ${note}`.trimEnd()
}

// npm takes the `--` before the arguments away, pnpm hands it on.
const [task, ...args] = process.argv.slice(2).filter((argument, at) => !(at === 1 && argument === '--'))
if (!Object.hasOwn(tasks, task ?? '')) complain(`Which task? One of: ${Object.keys(tasks).join(', ')}`)

// Who asks for JSON gets nothing else on stdout.
const say = args.includes('--json') ? console.error : console.log

// Ctrl-C reaches the step too; it decides when to end, and this process follows it.
process.on('SIGINT', () => {})

for (const step of tasks[task](args)) {
  if (step.skip) continue
  const start = performance.now()
  const result = await run(step)
  if (!step.aloud) {
    if (result.code !== 0) console.error(result.output)
    say(line(step, performance.now() - start, result))
  }
  if (result.code !== 0) process.exit(result.code)
}
