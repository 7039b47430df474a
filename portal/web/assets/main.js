import './page.js'
import './forms.js'
import './wait.js'
