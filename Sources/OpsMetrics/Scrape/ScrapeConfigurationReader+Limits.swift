import Yams

extension ScrapeConfigurationReader {
    /// The limits that stand in `fields`, else the defaults.
    func limits(_ fields: YAMLFields) throws(RuleFileError) -> ScrapeLimits {
        var limits = ScrapeLimits()
        limits.samples = try count(fields, "sample_limit") ?? defaults.limits.samples
        limits.labels = try count(fields, "label_limit") ?? defaults.limits.labels
        limits.labelNameLength = try count(fields, "label_name_length_limit") ?? defaults.limits.labelNameLength
        limits.labelValueLength = try count(fields, "label_value_length_limit") ?? defaults.limits.labelValueLength
        limits.targets = try count(fields, "target_limit") ?? defaults.limits.targets
        limits.bodyBytes = try bytes(fields, "body_size_limit") ?? defaults.limits.bodyBytes
        return limits
    }

    private func count(_ fields: YAMLFields, _ name: String) throws(RuleFileError) -> Int? {
        guard let node = fields[name] else { return nil }
        let text = try yaml.text(node, name)
        guard let count = Int(text), count >= 0 else {
            throw yaml.error(node, "\(name): expected a whole number from 0 on, got \"\(text)\"")
        }
        return count > 0 ? count : nil
    }

    /// A size such as `15MB`: units of 1,024, as Prometheus counts them here.
    private func bytes(_ fields: YAMLFields, _ name: String) throws(RuleFileError) -> Int? {
        guard let node = fields[name] else { return nil }
        let text = try yaml.text(node, name)
        if text == "0" { return nil }
        let digits = text.prefix { $0.isASCII && $0.isNumber || $0 == "." }
        let unit = text.dropFirst(digits.count).replacing("i", with: "")
        let units = ["B", "KB", "MB", "GB", "TB", "PB", "EB"]
        guard let number = Double(digits), let power = units.firstIndex(of: String(unit)) else {
            throw yaml.error(node, "\(name): expected a size such as 15MB, got \"\(text)\"")
        }
        var size = number
        for _ in 0..<power { size *= 1_024 }
        guard size < 9e18 else { throw yaml.error(node, "\(name): the size \"\(text)\" is too large") }
        return size >= 1 ? Int(size) : nil
    }

    /// Forms of text to ask for; those that are not read here are left out where others remain.
    mutating func protocols(_ node: Node?) throws(RuleFileError) -> [ScrapeProtocol]? {
        guard let node else { return nil }
        var found: [ScrapeProtocol] = []
        for element in try yaml.sequence(node, "scrape_protocols") {
            let name = try yaml.text(element, "scrape_protocols")
            guard name != "PrometheusProto" else {
                warnings.append(yaml.error(element, "scrape_protocols: PrometheusProto: not read here, not asked for"))
                continue
            }
            let form = try form(name, element, "scrape_protocols")
            guard !found.contains(form) else {
                throw yaml.error(element, "scrape_protocols: \(name) occurs twice")
            }
            found.append(form)
        }
        guard !found.isEmpty else {
            throw yaml.error(node, "scrape_protocols: no form of text is left to ask for: name one of \(Self.forms)")
        }
        return found
    }

    func fallback(_ node: Node?) throws(RuleFileError) -> ScrapeProtocol? {
        guard let node else { return nil }
        let name = try yaml.text(node, "fallback_scrape_protocol")
        return name.isEmpty ? nil : try form(name, node, "fallback_scrape_protocol")
    }

    private static var forms: String { ScrapeProtocol.allCases.map(\.rawValue).joined(separator: ", ") }

    private func form(_ name: String, _ node: Node, _ field: String) throws(RuleFileError) -> ScrapeProtocol {
        guard let form = ScrapeProtocol(rawValue: name) else {
            throw yaml.error(node, "\(field): unknown scrape protocol \"\(name)\", expected one of \(Self.forms)")
        }
        return form
    }
}
