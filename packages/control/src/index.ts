// The public names of @instar/control, one by one.

export type { Manifest, ReleaseAttribute, ReleaseClass, ReleaseMethod, ReleaseSource } from './release/manifest.js'
export type { Release, Signature } from './release/release.js'
export { formatRelease, makeRelease, parseRelease } from './release/text.js'
export { readRelease, writeRelease } from './release/file.js'
export { newKeys, signatureDefects, signRelease } from './release/signing.js'
export type { KeyPair } from './release/signing.js'
export { loadRelease } from './release/load.js'
export type { LoadedRelease, LoadOptions } from './release/load.js'
export { buildRelease } from './build/build.js'
export type { BuildOptions, BuiltRelease } from './build/build.js'
export { contractDefects, formatContracts } from './build/contracts.js'
export { proposeMigration } from './build/migration-proposal.js'
export { protocolVersion } from './protocol/commands.js'
export { serveControl } from './serve/serve.js'
export type { ControlServer } from './serve/serve.js'
export type { ControlOptions } from './serve/options.js'
export type { TlsOptions } from './serve/tls.js'
export { loadConfirmed, readJournal } from './serve/journal.js'
export type { Journal, JournalEntry } from './protocol/answers.js'
export { defaultFolder } from './base/place.js'
export { ControlClient } from './client/client.js'
export type { AskOptions, ClientOptions } from './client/client.js'

export { add, apply, check, confirm, defineScript, remove, upgrade } from './script/define.js'
export type {
  AddStepOptions,
  ApplyStepOptions,
  CheckStepOptions,
  RemoveStepOptions,
  UpgradeStepOptions,
} from './script/define.js'
export type {
  AddStep,
  ApplyStep,
  CheckStep,
  ConfirmStep,
  RemoveStep,
  Script,
  ScriptContext,
  Step,
  TimeLimits,
  UpgradeLimits,
  UpgradeStep,
  Verdict,
} from './script/script.js'
export { scriptDefects } from './script/defects.js'
export { runScript } from './script/run.js'
export type { ScriptOptions } from './script/run.js'
export { formatScriptAnswer } from './script/format.js'
export type { Progress, ScriptAnswer, StepOutcome } from './protocol/answers.js'
