// A telephone number: the keyboard of digits, and a field that takes the ways people write them.

const typing = require("../../../behaviors/typing");

Component({ behaviors: [typing] });
