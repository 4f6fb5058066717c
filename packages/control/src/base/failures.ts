// The catalogue of this package: everything that can go wrong with releases, the control plane and scripts, each with what
// happened, to whom, and what to do. `fail` makes the error; programs switch over `code` and read `facts`.

import { type CatalogueEntry, type Facts, InstarError } from '@instar/core'

export const catalogue = {
  // ---- releases --------------------------------------------------------------------------------------------------
  'no-release': {
    message: 'There is no release at {file}: {problem}.',
    advice: 'Build one with `instar release build`, or look at the path.',
  },
  'not-a-release': {
    message: '{file} is no release: {problem}.',
    advice: 'Build one with `instar release build`.',
  },
  'empty-release': {
    message: '{file} is empty.',
    advice: 'Build or copy the release again.',
  },
  'truncated-release': {
    message: '{file} is a release that ends too early: {problem}.',
    advice: 'Copy it again, and look whether the disk was full.',
  },
  'altered-release': {
    message: '{file} has been altered since it was built: its content has the hash {found}, not {expected}.',
    advice: 'Copy it again from where it was built.',
  },
  'malformed-release': {
    message: '{file} is not written as a release is: {problem}.',
    advice: 'Nothing but `instar release` should write it: copy it again, or build it again.',
  },
  'newer-release': {
    message: '{file} has the format {format}; this instar reads the format {known}.',
    advice: 'Update @instar/control, or build the release with the version that is here.',
  },
  'large-release': {
    message: '{file} is too large for a release: it has {size} bytes, and at most {limit} are read.',
    advice: 'Make releases of fewer classes, and leave data out of their modules.',
  },
  'bad-manifest': {
    message: 'The manifest of {file} is not as it should be:\n{list}',
    advice: 'Build the release again with `instar release build`.',
  },
  'malformed-signatures': {
    message: 'The signatures of {file} are not as they should be:\n{list}',
    advice: 'Sign the release that was built again with `instar release sign`.',
  },
  'forged-signature': {
    message: '{file} has been altered: its signature by {key} does not verify.',
    advice: 'Copy it again from where it was signed.',
  },
  'unwritten-release': {
    message: 'The release cannot be written to {file}: {problem}.',
    advice: '{cure}',
  },
  'bad-key': {
    message: '{which} is no {kind}: {problem}.',
    advice: '`instar keys new` makes a pair of keys.',
  },
  'other-core': {
    message: '{release} does not fit the @instar/core that runs:\n{list}',
    advice: 'Build it against the version that runs, or restart the process with the new one.',
  },
  'bad-base': {
    message: 'Packages cannot be looked for from {base}: {problem}.',
    advice: 'Give `base` the folder of the application, or a file in it.',
  },
  'missing-packages': {
    message: '{release} imports packages that the running process does not have:\n{list}',
    advice: 'Install them beside the application, or hand them over by the option `modules`.',
  },
  'unlisted-package': {
    message: '{release} imports {package}, which its manifest does not name.',
    advice: 'Build the release again with `instar release build`.',
  },
  // ---- the terminal side: finding a process and talking with it ----------------------------------------------------
  'no-process': {
    message: 'No process can be found: there is no socket in {folder}.',
    advice: 'Start one that calls `serveControl(system)`, or say where it is with `--control PATH` or INSTAR_CONTROL.',
  },
  'several-processes': {
    message: '{count} processes serve in {folder}: {paths}.',
    advice: 'Say which one is meant with `--control PATH` or INSTAR_CONTROL.',
  },
  'no-socket': {
    message: 'There is no socket at {path}.',
    advice: 'Look at the path; `serveControl` gives it as `path`.',
  },
  'not-listening': {
    message: 'Nobody listens at {path}: the process has ended.',
    advice: 'Start it again; `instar current {path}` says what it was confirmed to run.',
  },
  'not-reachable': {
    message: '{address} cannot be reached: {problem}.',
    advice: 'Look at the address, at your rights, and at whether the process serves there.',
  },
  'not-instar': {
    message: '{address} does not speak the protocol of instar: {problem}.',
    advice: 'Look at the address, and at whether both sides have the same version of @instar/control.',
  },
  'hung-up': {
    message: '{address} hung up before it had answered {command}.',
    advice: '{consequence}',
  },
  interrupted: {
    message: 'You stopped waiting for {command}.',
    advice: '{consequence}',
  },
  'bad-address': {
    message: '`{control}` is no address of a process: {problem}.',
    advice: 'Give the path of a socket, or https://host:port.',
  },
  // ---- the terminal side: commands -----------------------------------------------------------------------------------
  'needs-yes': {
    message: '`instar {command}` asks before it does anything, and nobody is there to be asked.',
    advice: 'Say `--yes` when you know what it will do; `{look}` shows it.',
  },
  declined: {
    message: 'Nothing was done: you did not say yes.',
    advice: '',
  },
  'bad-argument': {
    message: '{argument}: {problem}.',
    advice: 'Every command has examples: `instar COMMAND --help`.',
  },
  'contracts-unreviewed': {
    message: '{file} and the sources differ.',
    advice:
      'Bump what was changed without a bump, then write {file} anew with `instar contracts` and review its changes.',
  },
  'bad-signature': {
    message: '{file} is not signed as it should be: {problems}.',
    advice: 'Sign it with `instar release sign`, by a key that is trusted.',
  },
  // ---- the running side: where it listens ----------------------------------------------------------------------------
  'socket-too-long': {
    message: 'The path of the socket has {length} bytes, and this machine takes {limit} at most: {path}.',
    advice: 'Give `serveControl` a shorter `path`.',
  },
  'socket-in-use': {
    message: 'Another process serves at {path}.',
    advice: 'Give each process a `path` of its own, or end the other one first.',
  },
  'socket-is-link': {
    message: '{path} is a symbolic link.',
    advice: 'It could lead anywhere: remove it, or give `serveControl` the path that it leads to.',
  },
  'socket-is-file': {
    message: '{path} is {what}, and no socket.',
    advice: 'It was left as it is. Give `serveControl` another `path`, or move it away.',
  },
  'socket-unknown': {
    message: 'There is a socket at {path}, and whether anybody listens there cannot be found out: {problem}.',
    advice: 'It was left as it is. Give `serveControl` another `path`, or remove it when you know that nobody does.',
  },
  'unsafe-folder': {
    message: 'The folder {folder} is not safe for a socket that commands this process: {problem}.',
    advice: '{cure}',
  },
  'bad-serving': {
    message: 'The control plane cannot be served as it was asked for:\n{problems}',
    advice: '',
  },
  'bad-journal': {
    message: '{file} is no journal of the control plane: {problem}.',
    advice: 'Move it away to start without one; the releases beside it are untouched.',
  },
  'bad-confirmed': {
    message: 'What was confirmed cannot be loaded:\n{problems}',
    advice: 'Start with the classes that the program itself imports, and upgrade again.',
  },
  // ---- the running side: what it answers -----------------------------------------------------------------------------
  'bad-request': {
    message: 'The request of {command} is malformed:\n{problems}',
    advice: 'Nothing was done. PROTOCOL.md of @instar/control has what each command takes.',
  },
  'not-authorised': {
    message: 'The request has no valid bearer token.',
    advice: 'Send `authorization: Bearer TOKEN`, with the token that the process was started with.',
  },
  'no-such-command': {
    message: 'There is no command at {path}.',
    advice: 'Commands are at /v1/NAME, and NAME is one of {known}.',
  },
  'other-protocol': {
    message: 'Version {asked} of the protocol is not spoken here; version {spoken} is.',
    advice: 'Use the `instar` of the version of @instar/control that the process has.',
  },
  'wrong-method': {
    message: '{path} does not take {method}.',
    advice: 'Use {allowed}.',
  },
  'wrong-type': {
    message: 'The body is {type}, and not application/json.',
    advice: 'Send JSON, with `content-type: application/json`.',
  },
  'too-large': {
    message: 'The body has more than {limit} bytes.',
    advice: 'Make the release smaller, or give `serveControl` a larger `bodyLimit`.',
  },
  busy: {
    message: '{command} is under way, for {ms} ms by now.',
    advice: 'Nothing was done. Wait for its end, and look with `instar history` at how it went.',
  },
  'no-audit': {
    message: '{command} was refused: the audit log {file} cannot be written: {problem}.',
    advice: 'Nothing was done. Make room, or bring the folder back.',
  },
  'not-recorded': {
    message: '{command} was done ({outcome}), and stands, but that could not be written beside the socket: {problem}.',
    advice: 'Make room, or bring the folder back; `instar status` says what runs.',
  },
  'not-trusted': {
    message: 'The release {release} is not signed by a key that this process trusts:\n{problems}',
    advice: 'Sign it with `instar release sign`, by one of the keys of `requireSigned`.',
  },
  'wrong-kind': {
    message: 'The release {release} has {kind}, and {command} takes {wanted}.',
    advice: 'Use {cure}.',
  },
  'no-instance': {
    message: 'No instance has the pid or the name {which}.',
    advice: '`instar instances CLASS` lists those that live.',
  },
  internal: {
    message: '{command} failed: {problem}.',
    advice: 'This is a defect of the control plane or of a class; the process goes on.',
  },
  // ---- building --------------------------------------------------------------------------------------------------
  'bad-build': {
    message: '{release} cannot be built:\n{list}',
    advice: '',
  },
} as const satisfies Record<string, CatalogueEntry>

export type ControlFailureCode = keyof typeof catalogue

/** Every error of this package; switch over `code`. `isInstarError` recognises it. */
export type ControlFailure = InstarError<ControlFailureCode>

export function fail(code: ControlFailureCode, facts: Facts, cause?: unknown): ControlFailure {
  return new InstarError<ControlFailureCode>(code, catalogue[code], facts, cause)
}
