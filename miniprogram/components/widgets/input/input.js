// One line of text. What is typed goes up at once; what the server tells never replaces what is being typed.

const typing = require("../../../behaviors/typing");

Component({ behaviors: [typing] });
