public import DubanModel

/// The JSON Schema of the files of a bundle, so that editors complete and check them while they are written. It says which keys there
/// are and what shape their values have; what they mean together is the checker's.
public enum WorkflowSchema {
    /// The schema of `workflow.yaml`.
    public static var workflow: DataValue {
        SchemaNode.document(
            .keys(top, required: ["duban", "workflow", "title", "code", "steps"]), id: "workflow", title: "Duban workflow",
            parts: commonParts + StepSchema.parts)
    }

    /// The schema of a table of choices, `tables/*.yaml`.
    public static var table: DataValue {
        let row = SchemaNode.any(of: [.part("row")])
        return SchemaNode.document(
            .keys(
                [
                    ("table", .text.saying("The table's name.")), ("title", .part("title")),
                    ("rows", .map(row).saying("Each value with its titles and columns.")),
                ],
                required: ["rows"]), id: "table", title: "Duban table of choices",
            parts: [("title", title), ("row", SchemaNode.map(.any).saying("title: {en, zh}, and any columns."))])
    }

    /// Names of steps and of fields.
    static let stepName = "^[a-z][a-z0-9-]*$"
    static let fieldName = "^[a-z][a-z0-9_]*$"

    private static let top: [(String, SchemaNode)] = [
        ("duban", SchemaNode.one(of: [1]).saying("The version of the language.")),
        ("workflow", SchemaNode.text(matching: stepName).saying("The name of the bundle's folder.")),
        ("title", .part("title")),
        ("code", SchemaNode.text(matching: "^[A-Z0-9]{1,12}$").saying("What case numbers begin with.", examples: ["CERT"])),
        ("data", SchemaNode.part("fields").saying("The document that a case fills.")),
        ("materials", SchemaNode.list(.part("material")).saying("The papers that an applicant may have to bring.")),
        ("takes", SchemaNode.part("paths").saying("What a case is given when it is opened, besides the form of its first step.")),
        ("limits", .part("case-limits")),
        ("stops", SchemaNode.map(.part("stop")).saying("The reasons for which the clocks of a case stand still.")),
        ("extension", .part("extension")),
        ("withdraw", SchemaNode.part("closing").saying("Who records that the applicant withdrew.")),
        ("cancel", SchemaNode.part("closing").saying("Who cancels, suspends and resumes a case.")),
        ("results", SchemaNode.part("arguments").saying("What a case gives to one that called it.")),
        ("start", SchemaNode.part("step-name").saying("Where a case begins; at the first step without.")),
        ("steps", SchemaNode.map(.part("step"), names: stepName).saying("The steps by name.")),
    ]

    static let title = SchemaNode.keys([("en", .text(matching: ".")), ("zh", .text(matching: "."))], required: ["en", "zh"]).saying(
        "What people read.")

    static let ladder: [(String, SchemaNode)] = [
        ("remind", SchemaNode.part("limit").saying("How long before the end the light turns yellow.")),
        ("letter", SchemaNode.part("limit").saying("How long after the end the handler is reminded in writing (催办).")),
        ("letter_template", SchemaNode.text.saying("The template of that letter.")),
        ("escalate", SchemaNode.part("limit").saying("How long after the end the work moves to the supervisor.")),
        ("criticise", SchemaNode.part("limit").saying("How long after the end the breach is criticised publicly.")),
    ]

    private static let commonParts: [(String, SchemaNode)] = [
        ("title", title),
        ("step-name", .text(matching: stepName)),
        (
            "limit",
            SchemaNode.text.saying(
                "A number and its unit, or until when.",
                examples: ["3 working days", "30 calendar days", "2 calendar months", "8 working hours", "三个工作日"])
        ),
        ("paths", SchemaNode.any(of: [.text, .list(.text, atLeast: 1)]).saying("Paths of the document, such as applicant.name.")),
        ("roles", SchemaNode.any(of: [.text, .list(.text, atLeast: 1)]).saying("Roles of the roster.")),
        ("condition", SchemaNode.text.saying("A rule of the Common Expression Language.", examples: ["form.amount > 10000"])),
        ("argument", SchemaNode.any.saying("A value as written, or = followed by a rule.", examples: ["= applicant.name"])),
        ("arguments", .map(.part("argument"))),
        ("assignments", SchemaNode.map(.part("argument")).saying("Fields of the document and what is put into them.")),
        ("fields", .map(.part("field"), names: fieldName)),
        ("field", .any(of: [.part("value-field"), .part("fields")])),
        ("value-field", valueField),
        (
            "material",
            .keys([("id", .text), ("title", .part("title")), ("when", .part("condition"))], required: ["id", "title"])
        ),
        (
            "case-limits",
            .keys(
                [
                    ("statutory", SchemaNode.part("limit").saying("What the law allows.")),
                    ("promised", SchemaNode.part("limit").saying("What the office promises.")),
                    ("starts", SchemaNode.part("step-name").saying("The clocks start when this step is entered.")),
                ] + ladder, required: ["statutory", "promised", "starts"])
        ),
        (
            "stop",
            .keys(
                [
                    ("title", .part("title")), ("at_most", .part("limit")), ("afterwards", .one(of: ["resume", "restart"])),
                    ("by", SchemaNode.part("roles").saying("Who may stop the clocks for it by hand.")),
                ], required: ["title"])
        ),
        (
            "extension",
            .keys(
                [
                    ("at_most", .part("limit")), ("times", .number(1...10)), ("by", .part("roles")), ("limit", .part("limit")),
                    ("notice", SchemaNode.text.saying("The template of the notice that tells the applicant.")),
                ], required: ["at_most", "by"])
        ),
        ("closing", .keys([("by", .part("roles")), ("outcome", .text)])),
        ("retry", retry),
    ]

    private static let valueField = SchemaNode.keys(
        [
            ("type", .one(of: (SchemaReader.simpleTypes.keys.sorted() + ["choice", "list"]).map { .text($0) })), ("title", .part("title")),
            ("required", SchemaNode.flag.saying("Whether a form that contains it must fill it.")),
            ("private", SchemaNode.flag.saying("Whether its value is sealed before anything is stored.")),
            ("find", SchemaNode.flag.saying("Whether cases are found by it; for private fields.")),
            (
                "of",
                SchemaNode.any(of: [.text, .list(.text, atLeast: 1), .part("fields")]).saying(
                    "The values of a choice, or table(name); the items of a list: a type, or fields.")
            ),
        ], required: ["type"])

    private static let duration = SchemaNode.text(matching: "^[0-9]+ (ms|s|min|h)$").saying(
        "Time that passes.", examples: ["500 ms", "2 s", "5 min"])

    private static let retry = SchemaNode.keys([
        ("attempts", .number(1...1_000)), ("first", duration), ("factor", .any.saying("From 1 to 100.")), ("maximum", duration),
    ])
}

extension WorkflowSchema {
    /// The keys that the readers know: of the file under an empty name, of each kind of step under its own.
    package static var readerKeys: [String: Set<String>] {
        StepReader.keys.mapValues { Set($0 + StepReader.common) }.merging(["": Set(DefinitionReader.keys)]) { $1 }
    }

    /// The keys that the schema knows.
    package static func keys(of kind: String) -> Set<String> {
        let node = kind.isEmpty ? workflow : workflow["$defs"]["step-\(kind)"]
        return Set((node["properties"].fields ?? [:]).keys)
    }
}
