// What the map counts with: where a place lies on the sheet (Mercator), and which part of the sheet is looked at.
//
// A place is [latitude, longitude], a dot is [x, y] on the sheet from its upper left corner, and a view is the x and y of
// its upper left corner and its width; its height follows from the sheet, which has the same shape as what shows it.

const DEGREE = Math.PI / 180
const METRES = 111319.5
const NEAREST = 1 / 2048

const upward = latitude => Math.log(Math.tan(Math.PI / 4 + latitude * DEGREE / 2)) / DEGREE
const southward = height => (2 * Math.atan(Math.exp(height * DEGREE)) - Math.PI / 2) / DEGREE
const between = (value, least, most) => Math.min(Math.max(value, least), most)

export class Sheet {
  constructor ({ west, north, scale, size }) {
    Object.assign(this, { west, scale, width: size[0], height: size[1], top: upward(north) })
  }

  dot ([latitude, longitude]) {
    return [(longitude - this.west) * this.scale, (this.top - upward(latitude)) * this.scale]
  }

  place ([x, y]) {
    return [southward(this.top - y / this.scale), x / this.scale + this.west]
  }

  whole () {
    return { x: 0, y: 0, width: this.width }
  }

  high (view) {
    return view.width * this.height / this.width
  }

  middle (view) {
    return [view.x + view.width / 2, view.y + this.high(view) / 2]
  }

  // The view of this width around a dot, never beyond the sheet.
  around ([x, y], wide) {
    const width = between(wide, this.width * NEAREST, this.width)
    const height = this.high({ width })
    return { x: between(x - width / 2, 0, this.width - width), y: between(y - height / 2, 0, this.height - height), width }
  }

  moved (view, right, down) {
    const [x, y] = this.middle(view)
    return this.around([x + right, y + down], view.width)
  }

  // The view that shows all dots with room around them.
  fitting (dots) {
    const [xs, ys] = [0, 1].map(axis => dots.map(dot => dot[axis]))
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
    const room = Math.max(right - left, (bottom - top) * this.width / this.height) * 2
    return this.around([(left + right) / 2, (top + bottom) / 2], room || this.width / 16)
  }

  shows (view, [x, y]) {
    return x >= view.x && x <= view.x + view.width && y >= view.y && y <= view.y + this.high(view)
  }

  // How many metres of the ground one step on the sheet is, in the middle of the view.
  metres (view) {
    return METRES / this.scale * Math.cos(this.place(this.middle(view))[0] * DEGREE)
  }
}

// The longest round number of metres (1, 2 or 5 and noughts) that is no more than `most`.
export function roundMetres (most) {
  const noughts = 10 ** Math.floor(Math.log10(most))
  return [5, 2, 1].find(times => times * noughts <= most) * noughts
}
