// A sentence about an answer: what must be changed and what is only advised are told by word, mark and colour.
Component({
  properties: {
    level: { type: String, value: "must" },
    sentence: { type: String, value: "" },
    file: { type: String, value: "" },
  },
});
