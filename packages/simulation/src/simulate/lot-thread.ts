// A lot in a thread of its own: registers are of a process, or of a thread, so simulations beside each other need one each.

import { parentPort, workerData } from 'node:worker_threads'
import { type Lot, runLot } from './lot.js'

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- The port of a thread, not a window.
parentPort!.postMessage(await runLot(workerData as Lot))
