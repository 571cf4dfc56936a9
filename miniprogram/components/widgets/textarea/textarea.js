// A text of several lines. It grows with what is typed, and counts 字 as the rules do.

const typing = require("../../../behaviors/typing");

Component({ behaviors: [typing] });
