// Replaced by whoever serves the phone: window.__phoneSetup = {person, appId, hosts, ...} (see engine/setup.js).
