import { RudderAnalytics } from '@rudderstack/analytics-js/bundled'
import * as snowplow from '@snowplow/browser-tracker'

window.RudderAnalytics = RudderAnalytics
window.snowplow = snowplow
