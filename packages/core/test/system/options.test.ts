import { expect, test } from 'vitest'
import { ActorSystem, CLOCK, isInstarError, SCHEDULER, type SystemOptions } from '../../src/index.js'
import { settingsOf } from '../../src/system/options.js'
import { SeededRandom, SeededScheduler, VirtualClock } from '../../src/testing/index.js'

/** Options that are wrong in one point, and what is said of it. */
const wrong: readonly (readonly [SystemOptions, message: string])[] = [
  [{ node: '' }, 'The option node is "", which has a blank, a dot or an angle bracket, or is empty.'],
  [{ node: 'a.b' }, 'The option node is "a.b", which has a blank, a dot or an angle bracket, or is empty.'],
  [{ node: '<a' }, 'The option node is "<a", which has a blank, a dot or an angle bracket, or is empty.'],
  [{ requestTimeout: 0 }, 'The option requestTimeout is 0, which is no positive number of milliseconds.'],
  [{ requestTimeout: Number.NaN }, 'The option requestTimeout is NaN, which is no positive number of milliseconds.'],
  [{ stopTimeout: -1 }, 'The option stopTimeout is -1, which is no positive number of milliseconds.'],
  [{ stopTimeout: '5' as never }, 'The option stopTimeout is "5", which is no positive number of milliseconds.'],
  [{ keepGenerations: -1 }, 'The option keepGenerations is -1, which is no number of generations.'],
]

for (const [options, message] of wrong) {
  test(`a system is not started with ${JSON.stringify(options)}: the promise rejects, and says why`, async () => {
    const error = await ActorSystem.start(options).catch((reason: unknown) => reason)
    expect(isInstarError(error, 'bad-option')).toBe(true)
    expect((error as Error).message).toBe(message)
  })
}

test('options that are left out have their defaults', () => {
  expect(settingsOf({})).toEqual({ node: '0', requestTimeout: 5000, stopTimeout: 5000, keepGenerations: Infinity })
  expect(settingsOf({ node: 'home', requestTimeout: Infinity })).toMatchObject({
    node: 'home',
    requestTimeout: Infinity,
  })
})

test('a bad option is told before services are made', async () => {
  let isConfigured = false
  const started = ActorSystem.start({ node: '', configure: () => void (isConfigured = true) })
  await expect(started).rejects.toThrow('The option node')
  expect(isConfigured).toBe(false)
})

test('services of the framework are rebound by configure, before anything uses them', async () => {
  const clock = new VirtualClock()
  await using system = await ActorSystem.start({
    configure: (container) => {
      container.rebind(CLOCK).toConstantValue(clock)
      container.rebind(SCHEDULER).toConstantValue(new SeededScheduler(new SeededRandom(1)))
    },
  })
  expect(system.node).toBe('0')
  expect(clock.pending).toBe(0)
})
