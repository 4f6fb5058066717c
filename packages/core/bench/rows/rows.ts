// All rows, in the order of the table, with what is aimed at.

import { requestAsyncMethod, requestInChain } from './asking.js'
import { boundedMailbox } from './bounded.js'
import { bystanders } from './bystanders.js'
import { constRequestWhileFrozen } from './frozen.js'
import { lazyCommit } from './lazy.js'
import { bytesPerInstance } from './memory.js'
import { methodCall, methodCallAfterUpgrades } from './method-call.js'
import type { Row } from './row.js'
import { fanOut, oneway, onewayWithArguments, requestInFlight, requestSequential, spawn } from './throughput.js'
import { codeOnly, longestBlock, migrate } from './upgrade.js'

export const rows: readonly Row[] = [
  { name: 'spawn', unit: '1/s', target: { ratio: { atLeast: 0.7 } }, measure: spawn },
  { name: 'bytes-per-instance', unit: 'bytes', target: { value: { atMost: 350 } }, measure: bytesPerInstance },
  { name: 'oneway', unit: '1/s', target: { ratio: { atLeast: 0.7 } }, measure: oneway },
  { name: 'oneway-args', unit: '1/s', measure: onewayWithArguments },
  { name: 'fan-out-100k', unit: '1/s', measure: fanOut },
  { name: 'request-sequential', unit: '1/s', target: { ratio: { atLeast: 0.8 } }, measure: requestSequential },
  { name: 'request-100-in-flight', unit: '1/s', measure: requestInFlight },
  { name: 'request-async-method', unit: 'ns', target: { ratio: { atMost: 3 } }, measure: requestAsyncMethod },
  { name: 'request-in-chain-of-5', unit: '1/s', measure: requestInChain },
  { name: 'const-request-while-frozen', unit: '1/s', measure: constRequestWhileFrozen },
  { name: 'bounded-mailbox', unit: '1/s', measure: boundedMailbox },
  { name: 'method-call', unit: 'ns', target: { ratio: { atMost: 2.5 } }, measure: methodCall },
  {
    name: 'method-call-after-10-upgrades',
    unit: 'ns',
    target: { ratio: { atMost: 1.1 } },
    measure: methodCallAfterUpgrades,
  },
  { name: 'upgrade-code-only-100k', unit: 'ms', target: { value: { atMost: 2 } }, measure: codeOnly },
  { name: 'upgrade-migrate-100k', unit: 'µs/instance', target: { value: { atMost: 1 } }, measure: migrate },
  { name: 'upgrade-migrate-100k-longest-block', unit: 'ms', target: { value: { atMost: 10 } }, measure: longestBlock },
  { name: 'upgrade-lazy-commit-1M', unit: 'ms', heap: 6000, measure: lazyCommit },
  {
    name: 'upgrade-1M-bystander-p99',
    unit: 'ms',
    target: { ratio: { atMost: 2 } },
    heap: 6000,
    measure: bystanders,
  },
]
