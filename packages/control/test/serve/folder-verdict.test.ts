import { expect, test } from 'vitest'
import { folderDefect, type FolderFacts } from '../../src/serve/folder-verdict.js'

const own: FolderFacts = { isFolder: true, owner: 1000, mode: 0o40700 }

test('a folder that only its owner may enter is safe', () => {
  expect(folderDefect(own, 1000, '/run')).toBeNull()
  expect(folderDefect({ ...own, mode: 0o40500 }, 1000, '/run')).toBeNull()
})

test.each([
  ['what is no folder', { isFolder: false }, 'it is no folder'],
  ['the folder of another user', { owner: 0 }, 'it belongs to the user 0, and this process runs as 1000'],
  ['a folder that the group may write to', { mode: 0o40770 }, 'others may write to it (its mode is 770)'],
  ['a folder that all may write to', { mode: 0o41777 }, 'others may write to it (its mode is 777)'],
  ['a folder that others may enter', { mode: 0o40711 }, 'others may enter or read it (its mode is 711)'],
  ['a folder that the group may read', { mode: 0o40740 }, 'others may enter or read it (its mode is 740)'],
])('%s is not safe', (_, facts, problem) => {
  expect(folderDefect({ ...own, ...facts }, 1000, '/run')).toMatchObject({ problem })
})

test('where there are no users, only a folder is demanded', () => {
  expect(folderDefect({ ...own, mode: 0o40777, owner: 0 }, null, '/run')).toBeNull()
})
