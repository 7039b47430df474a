import './page.js'
import './forms.js'
