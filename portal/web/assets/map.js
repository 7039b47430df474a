// A map that sets a point, or the corners of an area: <place-map data-of="ID of the box with the coordinates">.
//
// The box is the truth: whatever is pressed here is written there, and what is typed there is shown here.

import { chosen, communes, fontSize, isNear, names } from './map_names.js'
import { readPlaces, withOneMore, withoutLast, written } from './map_text.js'
import { Sheet, roundMetres } from './map_view.js'

const SPACE = 'http://www.w3.org/2000/svg'
const STILL = 6
const STEP = 10
const FAR = 80
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }

const loading = new Map()
function load (address) {
  if (!loading.has(address)) loading.set(address, fetch(address).then(answer => answer.json()))
  return loading.get(address)
}

function drawn (parent, name, look, attributes = {}) {
  const element = parent.appendChild(document.createElementNS(SPACE, name))
  element.setAttribute('class', `map__${look}`)
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
  return element
}

export async function show (element) {
  if (element.dataset.shown) return
  element.dataset.shown = 'yes'
  new PlaceMap(element, await load(element.dataset.country)).begin()
}

class PlaceMap {
  constructor (element, country) {
    this.element = element
    this.sheet = new Sheet(country)
    this.box = document.getElementById(element.dataset.of)
    this.area = 'area' in element.dataset
    this.face = element.querySelector('svg')
    this.said = element.closest('.map').querySelector('.map__said')
    this.names = names(country, document.documentElement.lang === 'en')
    this.ground(country)
  }

  ground (country) {
    for (const part of ['around', 'country', 'provinces']) drawn(this.face, 'path', part, { d: country[part] })
    drawn(this.face, 'path', 'isles', { d: country.isles.map(([, x, y]) => `M${x} ${y}h0`).join('') })
    this.written = drawn(this.face, 'g', 'names')
    this.marks = drawn(this.face, 'g', 'marks')
    this.cross = this.element.querySelector('.map__cross')
  }

  begin () {
    this.box.addEventListener('input', () => this.typed())
    this.element.addEventListener('click', event => this.pressed(event.target.closest('button')?.dataset.does))
    this.face.addEventListener('keydown', event => this.key(event))
    this.face.addEventListener('keyup', event => event.key in ARROWS && this.tell('change'))
    this.dragging()
    const dots = this.dots()
    this.look(dots.length ? this.sheet.fitting(dots) : this.sheet.whole())
    this.mark()
  }

  places () { return this.area ? readPlaces(this.box.value) : readPlaces(this.box.value).slice(0, 1) }
  dots () { return this.places().map(place => this.sheet.dot(place)) }
  pixel () { return this.view.width / (this.face.clientWidth || 1) }
  whole () { return this.view.width >= this.sheet.width }

  look (view) {
    this.view = view
    this.frame()
    this.face.classList.toggle('map__face--near', !this.whole())
    this.label()
    this.measure()
  }

  frame () {
    this.face.setAttribute('viewBox', `${this.view.x} ${this.view.y} ${this.view.width} ${this.sheet.high(this.view)}`)
  }

  label () {
    const pixel = this.pixel()
    const near = isNear(this.view)
    if (near && !this.communes) this.fetchCommunes()
    const all = near ? [...this.names.near, ...(this.communes ?? []), ...this.names.far] : this.names.far
    this.written.replaceChildren()
    for (const [kind, text, x, y] of chosen(all, this.sheet, this.view, pixel)) {
      drawn(this.written, 'text', `name map__name--${kind}`, { x, y, 'font-size': fontSize(kind, pixel) }).textContent = text
    }
  }

  fetchCommunes () {
    this.communes = []
    load(this.element.dataset.communes).then(found => {
      this.communes = communes(found)
      this.label()
    }).catch(error => console.warn(error))
  }

  measure () {
    const ruler = this.element.querySelector('.map__ruler')
    const metre = 1 / this.sheet.metres(this.view) / this.pixel()
    const metres = roundMetres(100 / metre)
    ruler.style.width = `${metres * metre}px`
    ruler.textContent = metres < 1000 ? `${metres} m` : `${metres / 1000} km`
  }

  mark () {
    const dots = this.dots()
    this.marks.replaceChildren()
    if (dots.length > 1) drawn(this.marks, 'polygon', 'area', { points: dots.map(dot => dot.join(',')).join(' ') })
    const d = dots.map(([x, y]) => `M${x} ${y}h0`).join('')
    for (const look of ['rim', 'mark']) if (d) drawn(this.marks, 'path', look, { d })
    this.element.querySelector('[data-does=undo]')?.toggleAttribute('disabled', !this.box.value.trim())
  }

  // What was typed, or taken from where the phone stands, is looked for when it lies outside what is shown.
  typed () {
    const dots = this.dots()
    this.mark()
    if (dots.length && !dots.every(dot => this.sheet.shows(this.view, dot))) this.look(this.sheet.fitting(dots))
  }

  tell (kind) { this.box.dispatchEvent(new Event(kind, { bubbles: true })) }

  put (dot) {
    const place = this.sheet.place(dot)
    this.box.value = this.area ? withOneMore(this.box.value, place) : written(place)
    this.say(this.element.dataset.put)
    this.tell('input')
  }

  say (words) {
    const places = this.places()
    if (places.length) this.said.textContent = words.replace('{n}', places.length).replace('{at}', written(places.at(-1)))
  }

  pressed (does) {
    const jump = this.view.width / 3
    if (does === 'in' || does === 'out') this.zoom(does === 'in' ? 2 : 0.5)
    else if (does === 'whole') this.look(this.sheet.whole())
    else if (does === 'undo') this.undo()
    else if (does in ARROWS) this.look(this.sheet.moved(this.view, ...ARROWS[does].map(way => way * jump)))
  }

  // Nearer comes what was set, when it is in sight; else the middle.
  zoom (times) {
    const last = this.dots().at(-1)
    const to = last && this.sheet.shows(this.view, last) ? last : this.sheet.middle(this.view)
    this.look(this.sheet.around(to, this.view.width / times))
  }

  undo () {
    this.box.value = withoutLast(this.box.value)
    this.said.textContent = this.element.dataset.undone.replace('{n}', this.places().length)
    for (const kind of ['input', 'change']) this.tell(kind)
    if (!this.box.value) this.face.focus()
  }

  key (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const way = ARROWS[event.key]
    if (way) this.arrow(way, event.shiftKey)
    else if (event.key === '+' || event.key === '=') this.zoom(2)
    else if (event.key === '-') this.zoom(0.5)
    else if (event.key === 'Enter' || event.key === ' ') this.set(this.sheet.middle(this.view))
    else return
    event.preventDefault()
  }

  set (dot) {
    this.put(dot)
    this.tell('change')
  }

  arrow ([right, down], finely) {
    const step = (this.area ? FAR : finely ? 1 : STEP) * this.pixel()
    if (this.area) return this.look(this.sheet.moved(this.view, right * step, down * step))
    const [x, y] = this.dots()[0] ?? this.sheet.middle(this.view).map((value, axis) => value - [right, down][axis] * step)
    this.put([x + right * step, y + down * step])
  }

  dragging () {
    let from = null
    this.face.addEventListener('pointerdown', event => {
      if (event.isPrimary && !event.button) from = { x: event.clientX, y: event.clientY, view: this.view, moved: false }
    })
    this.face.addEventListener('pointermove', event => {
      if (!from || !event.isPrimary) return
      const [right, down] = [event.clientX - from.x, event.clientY - from.y]
      if (!from.moved && Math.hypot(right, down) < STILL) return
      if (!from.moved) this.face.setPointerCapture(event.pointerId)
      from.moved = true
      this.view = this.sheet.moved(from.view, -right * this.pixel(), -down * this.pixel())
      this.frame()
    })
    this.face.addEventListener('pointerup', event => {
      if (from?.moved) this.look(this.view)
      else if (from) this.set(this.under(event))
      from = null
    })
    this.face.addEventListener('pointercancel', () => { from = null })
  }

  under (event) {
    const { left, top } = this.face.getBoundingClientRect()
    const inside = { x: event.clientX - left - this.face.clientLeft, y: event.clientY - top - this.face.clientTop }
    return [this.view.x + inside.x * this.pixel(), this.view.y + inside.y * this.pixel()]
  }
}
