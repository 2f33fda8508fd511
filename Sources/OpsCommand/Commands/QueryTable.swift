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

/// A series over time in one line of eighth blocks; a blank where there is no sample.
enum Sparkline {
    private static let blocks = Array("▁▂▃▄▅▆▇█")

    /// Cells that show every step: the span in the smallest distance of two samples.
    static func places(_ series: [Series], _ from: Int64, _ through: Int64) -> Int {
        let step = series.flatMap { one in
            zip(one.samples, one.samples.dropFirst()).map { $1.milliseconds - $0.milliseconds }
        }.min()
        return step.map { Int(clamping: (through - from) / max($0, 1) + 1) } ?? 1
    }

    static func text(_ samples: [SamplePoint], from: Int64, through: Int64, width: Int) -> String {
        var cells = [Double?](repeating: nil, count: width)
        let span = Double(max(through - from, 1))
        for sample in samples where sample.value.isFinite {
            let place = Double(sample.milliseconds - from) / span * Double(width - 1)
            guard place >= 0, place <= Double(width - 1) else { continue }
            cells[Int(place)] = sample.value
        }
        let known = cells.compactMap(\.self)
        guard let least = known.min(), let most = known.max() else { return String(repeating: " ", count: width) }
        return String(
            cells.map { value -> Character in
                guard let value else { return " " }
                // Halves first: the distance of two finite numbers may be too large for one.
                let height = most > least ? (value / 2 - least / 2) / (most / 2 - least / 2) : 0
                return blocks[min(max(Int(height * 7.999), 0), 7)]
            })
    }
}

/// Marks the place that an error names.
enum PlaceMark {
    /// How much of a long expression is shown on either side.
    private static let context = 40

    /// `1:3: parse error: unexpected end of input, at the mark: 1+ «here»`; the message alone where it names no place.
    static func put(into message: String, expression: String) -> String {
        guard let place = message.firstMatch(of: #/(\d+):(\d+): parse error/#), let line = Int(place.1),
            let column = Int(place.2),
            let offset = offset(line, column, Array(expression.utf8))
        else { return message }
        let bytes = Array(expression.utf8)
        func text(_ part: ArraySlice<UInt8>) -> String {
            SafeText.clean(String(decoding: part, as: UTF8.self), limit: 200)
        }
        let (before, after) = (bytes[..<offset].suffix(context), bytes[offset...].prefix(context))
        return "\(message), at the mark: " + (before.count < offset ? "…" : "") + text(before) + "«here»" + text(after)
            + (after.count < bytes.count - offset ? "…" : "")
    }

    private static func offset(_ line: Int, _ column: Int, _ text: [UInt8]) -> Int? {
        guard line >= 1, column >= 1 else { return nil }
        var start = 0
        for _ in 1..<max(line, 1) {
            guard let end = text[start...].firstIndex(of: 0x0A) else { return nil }
            start = end + 1
        }
        let (offset, overflows) = start.addingReportingOverflow(column - 1)
        return overflows || offset > text.count ? nil : offset
    }
}
