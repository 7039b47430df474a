// The names on the map: those that matter more come first, and one that would lie over another is left out.

const LETTER = 0.58
const NEAR = 1500
const SIZES = { sea: 15, group: 12, province: 13, isle: 11, commune: 11 }

// What may be written on the map, as [kind, text, x, y], the weightier first. English names are the second of two.
export function names (country, english) {
  const say = kind => one => [kind, one.length > 3 && english ? one[1] : one[0], ...one.slice(-2)]
  const groups = country.groups.map(say('group'))
  const far = [...groups, ...country.sea.map(say('sea')), ...country.names.map(say('province'))]
  return { far, near: [...groups, ...country.isles.map(say('isle'))] }
}

export function communes ({ names, places }) {
  return names.split('\n').map((name, at) => ['commune', name, places[2 * at], places[2 * at + 1]])
}

export const isNear = view => view.width < NEAR

// Which of the names are shown in the view, when a pixel is so many steps of the sheet wide.
export function chosen (all, sheet, view, pixel) {
  const taken = []
  return all.filter(([kind, text, x, y]) => {
    if (!sheet.shows(view, [x, y])) return false
    const size = SIZES[kind] * pixel
    const [half, high] = [text.length * size * LETTER / 2, size * 0.7]
    if (taken.some(one => Math.abs(one.x - x) < one.half + half && Math.abs(one.y - y) < one.high + high)) return false
    return taken.push({ x, y, half, high })
  })
}

export const fontSize = (kind, pixel) => SIZES[kind] * pixel
