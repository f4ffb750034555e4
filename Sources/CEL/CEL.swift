// CEL is the Common Expression Language (https://cel.dev) in Swift: expressions that people can read, that cannot loop, crash or
// change anything, and that can say why they came to their value.
//
//     let environment = CELEnvironment(variables: ["age": .int, "kind": .string])
//     let rule = try environment.compile("age >= 60 && kind in ['support', 'pension']")
//     try rule.evaluate(["age": 58, "kind": "support"])                         // false
//     try rule.explain(["age": 58, "kind": "support"]).text(.english)           // age is 58, below 60
//
// One source goes this way, and stops at the first step that finds something wrong, with line, column and caret:
//
//     source ─▶ Lexer ─▶ Parser ─▶ Resolver ─▶ Checker ─▶ CodeBuilder ─▶ CELProgram ─▶ evaluation ─▶ CELValue
//               words    nodes,    names,      types      flat code,     immutable,    steps are      │
//                        macros    variables              constants      Sendable      counted        ▼
//                                  numbered               folded                                   Explainer ─▶ CELExplanation
//
// What it promises:
// - The whole language as google/cel-spec defines it, with macros (also over two variables), optional values, timestamps and
//   durations with time zones, and the extensions strings, math, lists, sets, encoders, bindings and network. Integers are exact
//   64 bits and overflow is an error; `&&` and `||` are commutative and absorb errors; numbers compare across their kinds.
// - Whatever is given to it, it answers: each limit of `CELLimits` is an error when it is exceeded. Evaluation counts its steps,
//   values it makes have a largest size, nesting has a largest depth, and `matches` runs an automaton in linear time.
// - A program is compiled once, immutable, and evaluated by any number of threads. Variables have slots, so that with
//   `CELBindings` a condition over scalars takes no memory and looks up no name.
// - No dependency beyond the standard library and Foundation (for time zones, base64 and the printing of fractions).
//
// What it leaves out: messages of protocol buffers. `Name{field: value}` is read and refused; maps, and records of declared
// fields, stand in their place. `google.protobuf.Timestamp` and `Duration` exist as the types that the language makes of them.
//
// Folders: Interface (what a user of the library meets), Values, Syntax, Checking, Evaluation, Functions, Patterns (the automaton
// of `matches`), Explanation, Data (JSON and the tagged form of the conformance vectors).
