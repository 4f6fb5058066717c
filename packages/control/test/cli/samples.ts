// Answers of a process as a test wants them: whole, with what matters in that test put in.

import type { ClassChange, InstanceInfo, Lingerer, UpgradeFacts, UpgradePlan } from '@instar/core'
import type {
  ClassStatus,
  Journal,
  JournalEntry,
  PlanAnswer,
  Status,
  UpgradeAnswer,
} from '../../src/protocol/answers.js'

export const hash = 'ab12cd34ef56'.padEnd(64, '0')

export function entryOf(name = 'cats', version = '1.0.0'): JournalEntry {
  return { name, hash, file: `/run/app.control/releases/${hash}.release`, classes: [{ class: 'Cat', version }] }
}

export const emptyJournal: Journal = { running: [], confirmed: [] }

export function statusOf(changes: Partial<Status> = {}): Status {
  const exits = { stopped: 190, crashed: 0, killed: 0, linked: 0, upgrade: 0, purged: 0, shutdown: 0 }
  const counts = { instances: 1010, births: 1200, exits, crashes: 0, handled: 12_345, deadLetters: 0 }
  return {
    protocol: 1,
    node: 'app',
    processId: 4711,
    core: '0.1.0',
    nodejs: 'v24.21.0',
    memory: { rss: 54_000_000, heapUsed: 9_400_000 },
    statistics: { node: 'app', uptimeMs: 7_380_000, classes: {}, ...counts },
    journal: emptyJournal,
    underWay: null,
    ...changes,
  }
}

export function classOf(name: string, changes: Partial<ClassStatus> = {}): ClassStatus {
  return {
    name,
    version: '1.0.0',
    description: undefined,
    superclass: null,
    traits: [],
    lineage: [name],
    versions: { [name]: '1.0.0' },
    attributes: [],
    methods: [],
    instances: { direct: 0, total: 0 },
    older: [],
    generations: [],
    ...changes,
  }
}

export const lingerer: Lingerer = {
  class: 'Cat',
  version: '1.0.0',
  kind: 'static',
  method: 'census',
  pid: null,
  forMs: 2300,
}

export function instanceOf(changes: Partial<InstanceInfo> = {}): InstanceInfo {
  return {
    pid: '<app.17>',
    class: 'Cat',
    versions: { Cat: '1.0.0', Animal: '2.0.0' },
    isMigrated: true,
    name: null,
    phase: 'idle',
    isFrozen: false,
    mailbox: 0,
    running: null,
    links: [],
    timers: 0,
    attributes: { name: "'Tom'" },
    statistics: { handled: 12, ageMs: 65_000 },
    quarantine: null,
    exit: null,
    ...changes,
  }
}

export function changeOf(changes: Partial<ClassChange> = {}): ClassChange {
  return {
    class: 'Cat',
    kind: 'changed',
    direction: 'up',
    from: '1.0.0',
    to: '2.0.0',
    via: ['1.0.0', '2.0.0'],
    attributes: { added: [], dropped: [], renamed: {} },
    methods: { added: [], removed: [] },
    isCodeOnly: false,
    ...changes,
  }
}

export function planOf(changes: Partial<UpgradePlan> = {}): UpgradePlan {
  const affected = [{ class: 'Cat', instances: 3, migrates: ['Cat'] }]
  return { changes: [changeOf()], affected, order: ['Cat'], warnings: [], defects: [], remarks: [], ...changes }
}

export function planAnswerOf(plan: UpgradePlan = planOf(), findings: readonly string[] = []): PlanAnswer {
  return { release: { name: 'cats', hash }, plan, findings }
}

export function upgradeAnswerOf(changes: Partial<UpgradeFacts> = {}, text?: string): UpgradeAnswer {
  const report: UpgradeFacts = {
    outcome: 'committed',
    plan: planOf(),
    defects: [],
    classes: [{ class: 'Cat', from: '1.0.0', to: '2.0.0', instances: 3 }],
    migrated: 3,
    failures: [],
    stragglers: [],
    killed: [],
    heldBirths: 0,
    phases: { plan: 0.4, freeze: 1.2 },
    pauseMs: 1.5,
    purges: [],
    lingering: [],
    ...changes,
  }
  return { report, text: text ?? 'Upgraded to Cat 2.0.0.\n  Cat 1.0.0 -> 2.0.0: 3 instances' }
}
