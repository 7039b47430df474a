// Coordinates as people type them, read as forms/fields/coordinates.py reads them; a line that is none yet is passed over.

const NUMBER = '([0-9]{1,3}(?:[.][0-9]{1,12})?)'
const DOTTED = new RegExp(`^${NUMBER}\\s*[,;\\s]\\s*${NUMBER}$`)
const COMMAS = new RegExp(`^${NUMBER.replace('[.]', ',')}\\s*[;\\s]\\s*${NUMBER.replace('[.]', ',')}$`)
const ANGLE = '([0-9]{1,3})°\\s*([0-9]{1,2})[\'′’]\\s*([0-9]{1,2}(?:[.,][0-9]{1,6})?)(?:\'\'|["″”])\\s*[NEBĐ]?'
const ANGLES = new RegExp(`^${ANGLE}\\s*[,;\\s]?\\s*${ANGLE}$`)

const [SOUTH, NORTH, WEST, EAST] = [6, 24, 101, 118]
const number = text => Number(text.replace(',', '.'))

function pair (line) {
  const plain = DOTTED.exec(line) ?? COMMAS.exec(line)
  if (plain) return plain.slice(1).map(number)
  const parts = ANGLES.exec(line)?.slice(1).map(number)
  return parts && [0, 3].map(at => parts[at] + parts[at + 1] / 60 + parts[at + 2] / 3600)
}

export function readPlaces (text) {
  const pairs = text.split('\n').map(line => pair(line.trim())).filter(Boolean)
  return pairs.map(([one, other]) => [Math.min(one, other), Math.max(one, other)]).filter(inside)
}

function inside ([latitude, longitude]) {
  return latitude >= SOUTH && latitude <= NORTH && longitude >= WEST && longitude <= EAST
}

export function written ([latitude, longitude]) {
  const within = (value, least, most) => Math.min(Math.max(value, least), most).toFixed(6)
  return `${within(latitude, SOUTH, NORTH)}, ${within(longitude, WEST, EAST)}`
}

export const withoutLast = text => text.trimEnd().split('\n').slice(0, -1).join('\n')
export const withOneMore = (text, place) => text.trim() ? `${text.trimEnd()}\n${written(place)}` : written(place)
