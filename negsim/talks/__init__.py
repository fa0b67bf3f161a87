"""How they might get there: what a party can see, its moves, who may move when, and the record of a talk."""
