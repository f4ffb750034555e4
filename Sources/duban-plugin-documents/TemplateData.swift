import DubanModel
import Foundation

/// The values that a template may show. Each ISO date gets two siblings as people write dates: `due_zh` 2026年3月1日 and `due_en`
/// 1 March 2026.
struct TemplateData {
    let value: DataValue

    init(_ value: DataValue) { self.value = TemplateData.withDates(value) }

    /// The value at a path such as `applicant.name`.
    subscript(path: String) -> DataValue { value[DataPath(path)] }

    /// The form that Mustache reads.
    var object: Any { TemplateData.object(value) }

    private static func object(_ value: DataValue) -> Any {
        switch value {
        case .null, .sealed: ""
        case .bool(let flag): flag
        case .integer(let number): number
        case .double(let number): number
        case .text(let text): text
        case .list(let items): items.map { object($0) }
        case .record(let fields): fields.mapValues { object($0) }
        }
    }

    private static func withDates(_ value: DataValue) -> DataValue {
        switch value {
        case .list(let items): return .list(items.map { withDates($0) })
        case .record(var fields):
            for (name, field) in fields {
                fields[name] = withDates(field)
                guard let date = field.textValue.flatMap({ CivilDate($0) }) else { continue }
                let (year, month, day) = date.components
                fields[name + "_zh"] = .text("\(year)年\(month)月\(day)日")
                fields[name + "_en"] = .text("\(day) \(months[month - 1]) \(year)")
            }
            return .record(fields)
        default: return value
        }
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    ]
}
