// What an operator sets before a release: the address of the house, as it stands among the request domains.
module.exports = {
  server: "https://wuxiao.example",
};
