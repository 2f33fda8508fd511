/// Puts parsed lines together to families and checks what no single line can show.
struct MetricsTextParser {
    private var families: [MetricsText.Family] = []
    private var indices: [String: Int] = [:]
    private var seen: Set<Labels> = []
    private var currentName: String?

    mutating func parse(_ text: String) throws(MetricsTextError) -> [MetricsText.Family] {
        let bytes = Array(text.utf8)
        var start = 0
        var line = 0
        while start < bytes.count {
            line += 1
            guard let end = bytes[start...].firstIndex(of: 0x0A) else {
                throw MetricsTextError(
                    message: "the last line has no line feed", line: line, column: bytes.count - start + 1)
            }
            try parseLine(bytes[start..<end], line)
            start = end + 1
        }
        for family in families where family.kind == .histogram { try checkBuckets(family) }
        return families
    }

    private mutating func parseLine(_ bytes: ArraySlice<UInt8>, _ line: Int) throws(MetricsTextError) {
        var cursor = MetricsLineCursor(bytes, line: line)
        cursor.skipBlanks()
        guard let first = cursor.current else { return }
        if first == UInt8(ascii: "#") { return try parseComment(&cursor) }
        let entry = try cursor.sample()
        guard let name = entry.labels.name else { throw cursor.error("expected a metric name") }
        let index = try family(of: name, &cursor, isSample: true)
        guard seen.insert(entry.labels).inserted else {
            throw MetricsTextError(message: "the series \(entry.labels) occurs twice", line: line, column: 1)
        }
        families[index].samples.append(entry)
    }

    private mutating func parseComment(_ cursor: inout MetricsLineCursor) throws(MetricsTextError) {
        cursor.advance()
        cursor.skipBlanks()
        let keyword = cursor.word()
        guard keyword == "HELP" || keyword == "TYPE" else { return }
        cursor.skipBlanks()
        let nameColumn = cursor.column
        let name = cursor.word()
        guard MetricName.isValid(name) else {
            throw cursor.error("invalid metric name \"\(name)\"", column: nameColumn)
        }
        let index = try family(of: name, &cursor, isSample: false)
        cursor.skipBlanks()
        if keyword == "HELP" {
            guard families[index].help == nil else { throw cursor.error("second HELP line for \"\(name)\"") }
            families[index].help = try cursor.help()
        } else {
            try setKind(index, &cursor)
        }
    }

    private var typed: Set<Int> = []

    private mutating func setKind(_ index: Int, _ cursor: inout MetricsLineCursor) throws(MetricsTextError) {
        let name = families[index].name
        let column = cursor.column
        let word = cursor.word()
        guard let kind = MetricKind(rawValue: word) else {
            throw cursor.error(
                "unknown type \"\(word)\", expected counter, gauge, histogram, summary or untyped", column: column)
        }
        guard typed.insert(index).inserted else { throw cursor.error("second TYPE line for \"\(name)\"") }
        guard families[index].samples.isEmpty else {
            throw cursor.error("TYPE of \"\(name)\" after its samples")
        }
        families[index].kind = kind
        cursor.skipBlanks()
        guard cursor.current == nil else { throw cursor.error("unexpected text after the type") }
    }

    /// The family of a name; the suffixes of histograms and summaries belong to their family.
    private mutating func family(
        of name: String, _ cursor: inout MetricsLineCursor, isSample: Bool
    ) throws(MetricsTextError) -> Int {
        let owner = isSample ? owner(of: name) : name
        if let index = indices[owner] {
            guard currentName == owner else {
                throw cursor.error("the family \"\(owner)\" is in several places", column: 1)
            }
            return index
        }
        currentName = owner
        indices[owner] = families.count
        families.append(MetricsText.Family(name: owner))
        return families.count - 1
    }

    private func owner(of name: String) -> String {
        if indices[name] != nil { return name }
        for (suffix, kinds) in [
            ("_bucket", [MetricKind.histogram]), ("_sum", [.histogram, .summary]),
            ("_count", [.histogram, .summary]),
        ] where name.hasSuffix(suffix) {
            let base = String(name.dropLast(suffix.count))
            if let index = indices[base], kinds.contains(families[index].kind) { return base }
        }
        return name
    }

    private func checkBuckets(_ family: MetricsText.Family) throws(MetricsTextError) {
        var bounds: [Labels: [Double]] = [:]
        var lines: [Labels: Int] = [:]
        for entry in family.samples where entry.labels.name == family.name + "_bucket" {
            guard let bound = entry.labels["le"].flatMap(MetricsText.number) else {
                throw MetricsTextError(message: "a bucket needs a number in its label le", line: entry.line, column: 1)
            }
            let key = entry.labels.removing(["le"])
            bounds[key, default: []].append(bound)
            lines[key] = entry.line
        }
        for (key, values) in bounds where !values.contains(.infinity) {
            throw MetricsTextError(
                message: "the histogram \(key) has no bucket le=\"+Inf\"", line: lines[key] ?? 1, column: 1)
        }
    }
}
