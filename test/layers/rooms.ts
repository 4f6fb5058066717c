// The law of the rooms as data, and the drawing that shows it.

/** Rows of rooms, highest first; rooms of one row have the same rank. */
export type Rooms = readonly (readonly string[])[]

/** The room of a file, by its path under `src`: its folder, or its own name when it stands in none. */
export function roomOf(path: string): string {
  return path.split('/')[0]!.replace(/\.ts$/, '')
}

/** The row of a room, 0 the highest; -1 when the law does not know it. */
export function rankOf(room: string, rooms: Rooms): number {
  return rooms.findIndex((row) => row.includes(room))
}

/** The rooms that a document draws in its block ```` ```rooms ````, `undefined` when it has none. */
export function drawnRooms(markdown: string): Rooms | undefined {
  const block = /^```rooms\r?\n([^]*?)^```/m.exec(markdown)?.[1]
  return block
    ?.trim()
    .split(/\r?\n/)
    .map((line) =>
      line
        .split(' -- ')[0]!
        .split('|')
        .map((room) => room.trim()),
    )
}
