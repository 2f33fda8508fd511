import OpsCore
import OpsMetrics
import OpsServer

/// The value of an expression as plain text: a line a series, names to the left and numbers to the right.
enum QueryTable {
    /// Longest name of a series that is shown.
    private static let nameLimit = 160
    /// Width of a range's picture, in cells.
    private static let pictureWidth = 40

    static func text(_ value: QueryValue) -> String {
        switch value {
        case .scalar(let number): return GoNumber.text(number) + "\n"
        case .string(let text): return SafeText.clean(text, limit: 4_096) + "\n"
        case .vector(let samples): return lines(samples.map { [name($0.labels), GoNumber.text($0.value)] }, words: 1)
        case .matrix(let series):
            guard !series.isEmpty else { return "" }
            let span = (
                series.compactMap(\.samples.first?.milliseconds).min() ?? 0,
                series.compactMap(\.samples.last?.milliseconds).max() ?? 0
            )
            let width = min(pictureWidth, Sparkline.places(series, span.0, span.1))
            let rows = series.map { one in
                let values = one.samples.map(\.value).filter { !$0.isNaN }
                return [
                    name(one.labels), Sparkline.text(one.samples, from: span.0, through: span.1, width: width),
                    number(values.min()), number(values.max()), number(one.samples.last?.value),
                ]
            }
            return lines([["", "", "MIN", "MAX", "LAST"]] + rows, words: 2)
        }
    }

    private static func name(_ labels: Labels) -> String { SafeText.clean(labels.description, limit: nameLimit) }

    private static func number(_ value: Double?) -> String { value.map(GoNumber.text) ?? "-" }

    /// The first `words` columns align left, the others right.
    private static func lines(_ rows: [[String]], words: Int) -> String {
        guard let columns = rows.first?.count else { return "" }
        let widths = (0..<columns).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            row.enumerated().map { column, cell in
                let blanks = String(repeating: " ", count: max(0, widths[column] - cell.count))
                return column < words ? cell + blanks : blanks + cell
            }.joined(separator: "  ") + "\n"
        }.joined()
    }
}
