/// OpenMetrics 1.0 as its ABNF writes it: one space between tokens, no comments, no blank lines, `# EOF` at the end.
extension ExpositionReader {
    mutating func nextOpenMetricsLine() throws(MetricsTextError) -> ExpositionLine? {
        guard !hasEnded else { return nil }
        guard place < text.count else { throw error("expected # EOF as the last line", at: text.count) }
        takeLine()
        if try takeEnd() { return nil }
        guard lineEnd < text.count else { throw error("expected a line feed, and # EOF as the last line", at: lineEnd) }
        if lineEnd > lineStart, text[lineEnd - 1] == 0x0D {
            throw error("expected a line feed alone, got a carriage return before it", at: lineEnd - 1)
        }
        switch byte(lineStart) {
        case 0x0A: throw error("expected a sample or metadata, got an empty line", at: lineStart)
        case UInt8(ascii: "#"): return .metadata(try openMetricsMetadata())
        case 0xEF:
            throw error("expected a sample or metadata, got a byte order mark or another character", at: lineStart)
        default: return .sample(try openMetricsSample())
        }
    }

    /// Whether this line is the end, which nothing may follow but its line feed.
    private mutating func takeEnd() throws(MetricsTextError) -> Bool {
        guard lineEnd - lineStart == 5, text[lineStart..<lineEnd].elementsEqual("# EOF".utf8) else { return false }
        guard place >= text.count else { throw error("expected nothing after # EOF", at: place) }
        hasEnded = true
        return true
    }

    private func openMetricsMetadata() throws(MetricsTextError) -> ExpositionMetadata {
        let word = lineStart + 2
        let keyword = ExpositionMetadata.Keyword(
            rawValue: String(decoding: text[min(word, lineEnd)..<min(word + 4, lineEnd)], as: UTF8.self))
        guard byte(lineStart + 1) == 0x20, let keyword else {
            throw error("expected # TYPE, # HELP, # UNIT or # EOF; comments are not allowed", at: lineStart)
        }
        let name = try afterSpace(word + 4, "\(keyword.rawValue)")
        let nameEnd = try metricName(name)
        let body = try afterSpace(nameEnd, "the family's name")
        var kind: MetricKind?
        switch keyword {
        case .type: kind = try openMetricsKind(body)
        case .help: _ = try escapedStringEnd(body, isQuoted: false)
        case .unit:
            for at in body..<lineEnd where !ByteClass.isMetricName(text[at]) {
                throw error("expected a unit of letters, digits, \"_\" and \":\", got \(shown(at))", at: at)
            }
        }
        return ExpositionMetadata(
            text: text, keyword: keyword, nameRange: name..<nameEnd, bodyRange: body..<lineEnd, kind: kind, line: line)
    }

    private func openMetricsKind(_ body: Int) throws(MetricsTextError) -> MetricKind {
        let word = String(decoding: text[body..<lineEnd], as: UTF8.self)
        if word == "unknown" { return .untyped }
        guard word != MetricKind.untyped.rawValue, let kind = MetricKind(rawValue: word) else {
            throw error(
                "unknown type \(shown(body)), expected counter, gauge, histogram, gaugehistogram, stateset, info, "
                    + "summary or unknown", at: body)
        }
        return kind
    }

    @inline(__always)
    private func afterSpace(_ at: Int, _ what: @autoclosure () -> String) throws(MetricsTextError) -> Int {
        guard byte(at) == 0x20 else { throw error("expected one space after \(what()), got \(shown(at))", at: at) }
        return at + 1
    }

    @inline(__always)
    private func tokenEnd(_ start: Int) -> Int {
        var at = start
        while at < lineEnd, text[at] != 0x20 { at += 1 }
        return at
    }

    /// `name[{labels}] value [timestamp] [# {labels} value [timestamp]]`.
    private func openMetricsSample() throws(MetricsTextError) -> ExpositionSample {
        let nameEnd = try metricName(lineStart)
        var seriesEnd = nameEnd
        var labels = nameEnd..<nameEnd
        if byte(nameEnd) == UInt8(ascii: "{") {
            seriesEnd = try openMetricsLabels(nameEnd)
            labels = (nameEnd + 1)..<(seriesEnd - 1)
        }
        let valueStart = try afterSpace(seriesEnd, "the series")
        let valueRange = valueStart..<tokenEnd(valueStart)
        let value = try number(valueRange, as: "value")
        var at = valueRange.upperBound
        var stamp = at..<at
        if at < lineEnd, byte(at + 1) != UInt8(ascii: "#") {
            stamp = (at + 1)..<tokenEnd(at + 1)
            at = stamp.upperBound
        }
        let seconds = stamp.lowerBound > valueRange.upperBound ? try timestamp(stamp) : nil
        let exemplar = at < lineEnd ? try openMetricsExemplar(at) : nil
        return ExpositionSample(
            text: text, seriesRange: lineStart..<seriesEnd, nameEnd: nameEnd, labelsRange: labels,
            valueRange: valueRange, timestampRange: stamp, exemplarRange: exemplar, value: value,
            milliseconds: seconds.map { Self.milliseconds($0) }, line: line)
    }

    private func timestamp(_ range: Range<Int>) throws(MetricsTextError) -> Double {
        guard let seconds = ExpositionNumber.finite(UnsafeBufferPointer(rebasing: text[range])) else {
            throw error(
                "expected a timestamp in seconds, got \(shown(range.lowerBound))", at: range.lowerBound)
        }
        return seconds
    }

    /// Seconds as milliseconds, rounded toward zero and held within what a 64-bit number takes.
    private static func milliseconds(_ seconds: Double) -> Int64 {
        let product = seconds * 1000
        guard product.magnitude < 9e18 else { return product < 0 ? .min : .max }
        return Int64(product)
    }

    private func openMetricsExemplar(_ space: Int) throws(MetricsTextError) -> ExpositionSample.ExemplarRange {
        let hash = try afterSpace(space, "the sample")
        guard byte(hash) == UInt8(ascii: "#") else {
            throw error("expected an exemplar or the line's end, got \(shown(hash))", at: hash)
        }
        let brace = try afterSpace(hash + 1, "\"#\"")
        guard byte(brace) == UInt8(ascii: "{") else {
            throw error("expected the exemplar's labels in braces, got \(shown(brace))", at: brace)
        }
        let labelsEnd = try openMetricsLabels(brace)
        let valueStart = try afterSpace(labelsEnd, "the exemplar's labels")
        let valueRange = valueStart..<tokenEnd(valueStart)
        let value = try number(valueRange, as: "exemplar value")
        var stamp = valueRange.upperBound..<valueRange.upperBound
        if valueRange.upperBound < lineEnd {
            stamp = (valueRange.upperBound + 1)..<lineEnd
            _ = try timestamp(stamp)
        }
        return .init(labels: (brace + 1)..<(labelsEnd - 1), value: value, valueRange: valueRange, timestampRange: stamp)
    }

    /// The place after the closing brace.
    private func openMetricsLabels(_ brace: Int) throws(MetricsTextError) -> Int {
        var at = brace + 1
        if byte(at) == UInt8(ascii: "}") { return at + 1 }
        while true {
            let name = at
            at = try labelName(at)
            if at - name == 8, text[name..<at].elementsEqual("__name__".utf8) {
                throw error("the label name \"__name__\" is reserved", at: name)
            }
            guard byte(at) == UInt8(ascii: "="), byte(at + 1) == 0x22 else {
                throw error("expected =\" after the label name, got \(shown(at))", at: at)
            }
            at = try escapedStringEnd(at + 2, isQuoted: true) + 1
            if byte(at) == UInt8(ascii: "}") { return at + 1 }
            guard byte(at) == UInt8(ascii: ",") else {
                throw error("expected \",\" or \"}\" after a label, got \(shown(at))", at: at)
            }
            at += 1
        }
    }

    /// Where an escaped string ends: at its closing quote, or at the line's end where it has none.
    @inline(__always)
    private func escapedStringEnd(_ start: Int, isQuoted: Bool) throws(MetricsTextError) -> Int {
        var at = start
        while at < lineEnd {
            // A plain quote in a help text harms nobody who scrapes, and some client libraries write it.
            if text[at] == 0x22, isQuoted { return at }
            if text[at] == 0x5C {
                at += 1
                guard at < lineEnd else { throw error("expected a character after the backslash", at: at) }
            }
            at += 1
        }
        guard !isQuoted else { throw error("expected a closing quote of the label value", at: lineEnd) }
        return at
    }
}
