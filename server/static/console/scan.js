// The console's door: scanned, confirmed, open.
import { scan } from "../scan.js";

const place = document.getElementById("scan");
scan(place, "console", () => location.assign(place.dataset.to));
