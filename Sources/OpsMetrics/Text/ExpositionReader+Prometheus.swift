/// Version 0.0.4 as Prometheus' own text parser reads it: blanks and tabs between tokens, free comments, blank lines.
extension ExpositionReader {
    mutating func nextPrometheusLine() throws(MetricsTextError) -> ExpositionLine? {
        while place < text.count {
            takeLine()
            let start = blanksEnd(lineStart)
            if start == lineEnd { continue }
            guard lineEnd < text.count else { throw error("expected a line feed at the end of the text", at: lineEnd) }
            guard text[start] == UInt8(ascii: "#") else { return .sample(try prometheusSample(start)) }
            if let metadata = try prometheusMetadata(start) { return .metadata(metadata) }
        }
        return nil
    }

    @inline(__always)
    private func blanksEnd(_ start: Int) -> Int {
        var at = start
        while byte(at) == 0x20 || byte(at) == 0x09 { at += 1 }
        return at
    }

    @inline(__always)
    private func wordEnd(_ start: Int) -> Int {
        var at = start
        while at < lineEnd, text[at] != 0x20, text[at] != 0x09 { at += 1 }
        return at
    }

    /// HELP or TYPE with something to say; nil for any other comment.
    private func prometheusMetadata(_ start: Int) throws(MetricsTextError) -> ExpositionMetadata? {
        let word = blanksEnd(start + 1)
        let afterWord = wordEnd(word)
        let keyword = ExpositionMetadata.Keyword(rawValue: String(decoding: text[word..<afterWord], as: UTF8.self))
        guard let keyword, keyword != .unit else { return nil }
        let name = blanksEnd(afterWord)
        guard name < lineEnd else { return nil }
        let nameEnd = try metricName(name)
        guard nameEnd == wordEnd(name) else {
            throw error("invalid metric name \(shown(name)) after \(keyword.rawValue)", at: nameEnd)
        }
        let body = blanksEnd(nameEnd)
        guard body < lineEnd else { return nil }
        var kind: MetricKind?
        if keyword == .help { try checkPrometheusHelp(body) } else { kind = try prometheusKind(body) }
        return ExpositionMetadata(
            text: text, keyword: keyword, nameRange: name..<nameEnd, bodyRange: body..<lineEnd, kind: kind, line: line)
    }

    private func prometheusKind(_ body: Int) throws(MetricsTextError) -> MetricKind {
        switch String(decoding: text[body..<lineEnd], as: UTF8.self).uppercased() {
        case "COUNTER": return .counter
        case "GAUGE": return .gauge
        case "HISTOGRAM": return .histogram
        case "SUMMARY": return .summary
        case "UNTYPED": return .untyped
        case "GAUGE_HISTOGRAM": return .gaugeHistogram
        default:
            throw error(
                "unknown type \(shown(body)), expected counter, gauge, histogram, summary or untyped", at: body)
        }
    }

    private func checkPrometheusHelp(_ body: Int) throws(MetricsTextError) {
        var at = body
        while at < lineEnd {
            if text[at] == 0x5C {
                let next = byte(at + 1)
                guard next == 0x5C || next == UInt8(ascii: "n") else {
                    throw error("invalid escape sequence \(shown(at)), expected \\\\ or \\n", at: at)
                }
                at += 1
            }
            at += 1
        }
    }

    /// `name{label="value",…} value [milliseconds]`.
    private func prometheusSample(_ start: Int) throws(MetricsTextError) -> ExpositionSample {
        let nameEnd = try metricName(start)
        var at = blanksEnd(nameEnd)
        var seriesEnd = nameEnd
        var labels = nameEnd..<nameEnd
        if byte(at) == UInt8(ascii: "{") {
            let closing = try prometheusLabels(at)
            labels = (at + 1)..<closing
            seriesEnd = closing + 1
            at = blanksEnd(seriesEnd)
        }
        let valueRange = at..<wordEnd(at)
        let value = try number(valueRange, as: "value")
        var stamp = valueRange.upperBound..<valueRange.upperBound
        var milliseconds: Int64?
        if valueRange.upperBound < lineEnd {
            let stampStart = blanksEnd(valueRange.upperBound)
            stamp = stampStart..<wordEnd(stampStart)
            milliseconds = try prometheusTimestamp(stamp)
        }
        return ExpositionSample(
            text: text, seriesRange: start..<seriesEnd, nameEnd: nameEnd, labelsRange: labels, valueRange: valueRange,
            timestampRange: stamp, exemplarRange: nil, value: value, milliseconds: milliseconds, line: line)
    }

    private func prometheusTimestamp(_ range: Range<Int>) throws(MetricsTextError) -> Int64 {
        guard let number = Int64(String(decoding: text[range], as: UTF8.self)) else {
            throw error(
                "expected a timestamp in whole milliseconds, got \(shown(range.lowerBound))", at: range.lowerBound)
        }
        guard range.upperBound == lineEnd else {
            throw error("expected the line's end after the timestamp", at: range.upperBound)
        }
        return number
    }

    /// Where the closing brace stands. Blanks are free around every token, and a last comma is allowed.
    private func prometheusLabels(_ brace: Int) throws(MetricsTextError) -> Int {
        var at = blanksEnd(brace + 1)
        while byte(at) != UInt8(ascii: "}") {
            let name = at
            at = try labelName(at)
            if at - name == 8, text[name..<at].elementsEqual("__name__".utf8) {
                throw error("the label name \"__name__\" is reserved", at: name)
            }
            at = blanksEnd(at)
            guard byte(at) == UInt8(ascii: "=") else {
                throw error("expected \"=\" after the label name, got \(shown(at))", at: at)
            }
            at = try prometheusValueEnd(blanksEnd(at + 1))
            at = blanksEnd(at)
            if byte(at) == UInt8(ascii: "}") { break }
            guard byte(at) == UInt8(ascii: ",") else {
                throw error("expected \",\" or \"}\" after a label, got \(shown(at))", at: at)
            }
            at = blanksEnd(at + 1)
        }
        return at
    }

    /// The place after a quoted label value.
    private func prometheusValueEnd(_ quote: Int) throws(MetricsTextError) -> Int {
        guard byte(quote) == 0x22 else {
            throw error("expected a label value in quotes, got \(shown(quote))", at: quote)
        }
        var at = quote + 1
        while at < lineEnd {
            switch text[at] {
            case 0x22: return at + 1
            case 0x5C:
                let next = byte(at + 1)
                guard next == 0x5C || next == 0x22 || next == UInt8(ascii: "n") else {
                    throw error("invalid escape sequence \(shown(at)), expected \\\\, \\\" or \\n", at: at)
                }
                at += 2
            default: at += 1
            }
        }
        throw error("expected a closing quote of the label value", at: lineEnd)
    }
}
