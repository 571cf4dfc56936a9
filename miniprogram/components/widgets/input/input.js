// A short text, that wraps where it is longer than the screen. What is typed goes up at once; what the server tells never replaces what is being typed.

const typing = require("../../../behaviors/typing");

Component({ behaviors: [typing] });
