// The map under a question about a place: what draws it is loaded when such a question comes into sight, and not before.

const watching = new IntersectionObserver(seen => {
  for (const { isIntersecting, target } of seen) {
    if (!isIntersecting) continue
    watching.unobserve(target)
    import('./map.js').then(({ show }) => show(target.querySelector('place-map'))).catch(error => console.warn(error))
  }
})

customElements.define('place-map', class extends HTMLElement {
  connectedCallback () { watching.observe(this.closest('.map')) }
})
