import DubanModel

/// The schema of the steps: one form for each kind, so that an editor offers the keys that go with the one that is there.
enum StepSchema {
    static var parts: [(String, SchemaNode)] {
        let kinds = StepReader.kinds.map { kind in
            (
                "step-" + kind,
                SchemaNode.keys(own(kind) + common, required: [kind] + (required[kind] ?? []) + (kind == "end" ? [] : ["title"]))
            )
        }
        return [("step", SchemaNode.any(of: kinds.map { .part($0.0) }))] + kinds + [
            (
                "limit-with-rungs",
                .any(of: [.part("limit"), .keys([("time", .part("limit"))] + WorkflowSchema.ladder, required: ["time"])])
            ),
            (
                "target",
                SchemaNode.text(matching: WorkflowSchema.stepName).saying(
                    "The step that follows; join or fail in a branch, undone in what takes a step back.")
            ),
            ("actions", .map(.part("action"), names: WorkflowSchema.stepName)), ("action", action),
            (
                "balance",
                .keys(
                    [
                        ("register", SchemaNode.text.saying("The register whose sum changes; the entry's own without.")),
                        ("account", .part("argument")), ("add", .part("argument")), ("at_least", .part("argument")),
                    ], required: ["account", "add"])
            ),
        ]
    }

    /// Keys that a kind must have besides its own.
    private static let required: [String: [String]] = [
        "decide": ["into", "then"], "job": ["then"], "notice": ["then"], "wait": ["lapse"], "publicity": ["by", "objection", "then"],
        "record": ["then"], "lookup": ["into", "then"], "parallel": ["then"], "each": ["as", "start", "then"], "call": ["then"],
        "schedule": ["then", "finally"],
    ]

    private static let common: [(String, SchemaNode)] = [
        ("title", .part("title")),
        ("limit", SchemaNode.part("limit-with-rungs").saying("How long the step may take.")),
        (
            "on_breach",
            SchemaNode.any(of: [
                .keys(
                    [
                        ("deemed", SchemaNode.text.saying("The action that is taken as if the person had taken it (默许).")),
                        ("backdated", SchemaNode.flag.saying("Clocks that start then run from when the step was entered.")),
                    ],
                    required: ["deemed"]),
                .keys([("then", .part("target"))], required: ["then"]),
            ]).saying("What happens when the limit is passed.")
        ),
        ("undo", SchemaNode.part("step-name").saying("The step that takes this one back, should the case be withdrawn.")),
        ("set", SchemaNode.part("assignments").saying("Values that are put into the document when the step is left.")),
    ]

    private static let action = SchemaNode.any(of: [
        .part("target"),
        .keys(
            [
                ("then", .part("target")), ("title", .part("title")),
                ("comment", SchemaNode.one(of: ["required"]).saying("A reason must be given.")),
                ("form", SchemaNode.one(of: ["optional"]).saying("The form need not be complete.")), ("set", .part("assignments")),
            ], required: ["then"]),
    ])

    /// What each kind's own keys are; a key that a kind has and this list lacks is found by a test.
    private static func own(_ kind: String) -> [(String, SchemaNode)] {
        (StepReader.keys[kind] ?? []).compactMap { key in (special[kind]?[key] ?? general[key]).map { (key, $0) } }
    }

    private static let target = SchemaNode.part("target")

    private static let general: [String: SchemaNode] = [
        "then": target, "otherwise": target.saying("Where no row of the table fits."), "none": target.saying("Where there is no entry."),
        "on_conflict": SchemaNode.any(of: [
            target,
            .keys([
                ("key", target.saying("Where the key stands there already.")),
                ("balance", target.saying("Where a sum would fall below its floor.")),
            ]),
        ]).saying("Where the key stands there already, or a sum would fall below its floor."),
        "on_error": target.saying("Where the job failed for good."), "on_fail": target.saying("Where too many branches failed."),
        "on_cancel": target.saying("Where the child case was cancelled or withdrawn."),
        "finally": target.saying("Where the schedule ends."),
        "lapse": target.saying("Where the time is over."), "objection": target.saying("Where an objection leads."),
        "actions": .part("actions"), "form": SchemaNode.part("paths").saying("What is filled here: paths, or materials."),
        "with": .part("arguments"), "share": SchemaNode.part("paths").saying("The parts of the document that the plugin is given."),
        "into": SchemaNode.text.saying("The field into which it goes."), "queue": .text, "retry": .part("retry"),
        "by": SchemaNode.part("roles").saying("Who reports it."), "key": .part("argument"),
        "join": SchemaNode.any(of: [.one(of: ["all", "any"]), .number(1...1_000)]).saying("How many branches must join."),
        "choose": SchemaNode.list(.keys([("when", .part("condition")), ("then", target)], required: ["then"]), atLeast: 1).saying(
            "The first whose condition holds; the last has none."),
        "decide": SchemaNode.text.saying("The decision table."),
        "because": SchemaNode.text.saying("The field for the reasons in words."),
        "job": SchemaNode.text(matching: "^[^.]+[.][^.]+$").saying("A plugin and what it is asked for.", examples: ["documents.render"]),
        "notice": SchemaNode.text.saying("The template of the document for the applicant."), "names": .one(of: ["missing"]),
        "publicity": SchemaNode.part("limit").saying("How long it is shown publicly (公示)."),
        "call": SchemaNode.text.saying("The workflow that runs as a child case."),
        "schedule": SchemaNode.text.saying("When it recurs.", examples: ["monthly on day 15 or the next working day", "yearly on 03-01"]),
        "end": SchemaNode.text.saying("How the case ends."),
        "parallel": SchemaNode.map(.part("step-name")).saying("Branches and their first steps."),
    ]

    private static let special: [String: [String: SchemaNode]] = [
        "task": [
            "task": SchemaNode.part("roles").saying("Who does it."),
            "candidates": SchemaNode.part("argument").saying("Only these members."),
            "office": SchemaNode.part("argument").saying("Only members of this office."),
            "not": SchemaNode.any(of: [.text, .list(.text, atLeast: 1)]).saying("Whoever did one of these steps may not do this one."),
            "several": SchemaNode.number(2...100).saying("How many people must take an action before it counts (会签)."),
            "decisive": SchemaNode.any(of: [.text, .list(.text, atLeast: 1)]).saying("Actions that count at once."), "send_back": .flag,
        ],
        "wait": [
            "wait": SchemaNode.text.saying("What is awaited."), "at_most": .part("limit"),
            "until": SchemaNode.part("argument").saying("A date."),
            "stops_clock": SchemaNode.text.saying("The reason for which the clocks of the case stand still meanwhile."),
            "key": SchemaNode.part("argument").saying("What a message from outside must carry to be this case's."),
        ],
        "record": [
            "record": SchemaNode.text.saying("The register."), "as": SchemaNode.text.saying("The field for the number."),
            "serial": SchemaNode.text.saying("How the gapless number is written.", examples: ["CERT-{year}-{0000}"]),
            "fields": .part("arguments"),
            "balance": .any(of: [.part("balance"), .list(.part("balance"), atLeast: 1)]),
            "key": SchemaNode.part("argument").saying("What makes the entry unique for ever."),
        ],
        "lookup": [
            "lookup": SchemaNode.text.saying("The register."), "number": .part("argument"), "where": .part("arguments"),
            "balance": .part("argument"),
            "sum": SchemaNode.text.saying("The field that is added up."), "count": .flag,
        ],
        "each": [
            "each": SchemaNode.text.saying("= a list of the document, or role(name)."), "as": .text(matching: WorkflowSchema.fieldName),
            "local": SchemaNode.part("fields").saying("The branch's own fields."), "start": .part("step-name"),
            "secret": SchemaNode.flag.saying("Nobody else sees the branch's own fields before all have joined."),
            "at_once": .number(1...1_000),
            "collect": SchemaNode.text.saying("The list in which items and own fields are collected."),
        ],
        "schedule": [
            "from": SchemaNode.part("argument").saying("The date from which it applies."),
            "as": SchemaNode.text.saying("The field for the day of the occurrence."), "missed": .one(of: ["each", "last"]),
            "until": SchemaNode.part("condition").saying("Whether an occurrence is the end."),
        ],
    ]
}
