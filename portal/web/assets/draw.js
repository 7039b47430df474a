// A signature drawn by finger, mouse or pen: an SVG with data-draws holds the lines, and its input keeps them as text.

const SPACE = 'http://www.w3.org/2000/svg'
const NEAREST = 3
const MOST = 19000
let line = null

function place (svg, event) {
  const { left, top, width, height } = svg.getBoundingClientRect()
  const { width: wide, height: high } = svg.viewBox.baseVal
  const within = (value, most) => Math.round(Math.min(Math.max(value, 0), most))
  return [within((event.clientX - left) / width * wide, wide), within((event.clientY - top) / height * high, high)]
}

function keep (svg, said) {
  const input = document.getElementById(svg.dataset.draws)
  input.value = said
  svg.closest('.signature__pad').classList.toggle('signature__pad--empty', !said)
  input.dispatchEvent(new Event('input', { bubbles: true }))
}

document.addEventListener('pointerdown', event => {
  const svg = event.target.closest('svg[data-draws]')
  if (!svg || document.getElementById(svg.dataset.draws).value.length > MOST) return
  event.preventDefault()
  const element = svg.appendChild(document.createElementNS(SPACE, 'polyline'))
  line = { svg, element, points: [] }
  svg.setPointerCapture(event.pointerId)
  add(event)
})

function add (event) {
  const [x, y] = place(line.svg, event)
  const last = line.points.at(-1)
  if (last && Math.hypot(x - last[0], y - last[1]) < NEAREST) return
  line.points.push([x, y])
  const said = line.points.map(point => point.join(',')).join(' ')
  line.element.setAttribute('points', line.points.length > 1 ? said : `${said} ${said}`)
}

document.addEventListener('pointermove', event => { if (line) add(event) })

for (const end of ['pointerup', 'pointercancel']) {
  document.addEventListener(end, () => {
    if (!line) return
    const before = document.getElementById(line.svg.dataset.draws).value
    const said = line.points.map(point => point.join(',')).join(' ')
    const { svg } = line
    line = null
    keep(svg, before ? `${before};${said}` : said)
  })
}

document.addEventListener('click', event => {
  const button = event.target.closest('button[data-clears]')
  if (!button) return
  event.preventDefault()
  const svg = button.closest('.signature__pad').querySelector('svg')
  svg.replaceChildren()
  keep(svg, '')
})
