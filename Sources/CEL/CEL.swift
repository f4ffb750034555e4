// CEL is the part of the Common Expression Language that Duban's definitions use today: a lexer, a parser, a type checker and an
// evaluator over values. What lies outside that part is refused when the expression is compiled, with its position.
//
//     source ─▶ CELLexer ─▶ CELParser ─▶ CELExpression ─▶ CELChecker (types, references) ─▶ CELProgram.evaluate
//
// In: null, bool, int, double, string, timestamp and list literals; records and maps; `? :`, `||`, `&&`, `!`, comparisons,
// `+ - * / %`, `in`, selection, index, `has`, `all`, `exists`, `size`, `contains`, `startsWith`, `endsWith`, `timestamp`,
// `string`, `int`. Integers are exact 64 bits; overflow and division by zero are errors. `&&` and `||` are commutative: an error
// on one side is absorbed by the deciding value of the other. Nothing loops without bound: `all` and `exists` walk a list, and the
// depth and size of an expression are limited.
