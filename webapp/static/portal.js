/**
 * What every page does where scripts run: style sheets are told, and so are readers
 * whose session is about to end.
 */

document.documentElement.classList.add("js");
