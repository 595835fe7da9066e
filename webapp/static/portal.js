/**
 * What every page does where scripts run: style sheets are told, problems get the focus,
 * and readers whose session is about to end are warned.
 *
 * @module
 */

import { watchSession } from "./session.js";

document.documentElement.classList.add("js");
document.querySelector("#erreurs, [data-conflict] > [role=alert]")?.focus();
watchSession(document.querySelector("dialog[data-session]"));
