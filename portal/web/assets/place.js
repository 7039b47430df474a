// The map under a question about a place: what draws it is loaded when such a question comes into sight, and not before.

const watching = new IntersectionObserver(seen => {
  for (const { isIntersecting, target } of seen) {
    if (!isIntersecting) continue
    watching.unobserve(target)
    const place = target.querySelector('place-map')
    import('./map.js').then(({ show }) => show(place)).catch(error => {
      place.hidden = true
      console.warn(error)
    })
  }
})

customElements.define('place-map', class extends HTMLElement {
  connectedCallback () {
    // It takes its room at once, so that nothing below moves when it is drawn.
    this.hidden = false
    watching.observe(this.closest('.map'))
  }
})
